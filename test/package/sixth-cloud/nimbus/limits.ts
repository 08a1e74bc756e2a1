import { checkShape } from "../../core/argument-shape";
import { checkApiServerAudience } from "../../core/audience";
import { checkLength } from "../../core/form";
import type { Issue } from "../../core/issue";
import { refuseWhole } from "../../core/whole-namespaces";
import type { ComponentSubject } from "../component";
import type { NimbusWorkloadArgs } from "./args";
import { checkNimbusPermissions } from "./grants";
import { readNimbusWorkloadArgs } from "./shape";

/** Longest issuer URL in characters; Nimbus is made up, and so is its limit. */
export const NIMBUS_ISSUER_URL_MAX_LENGTH = 255;

const checkAudience = checkLength("nimbus-audience-invalid", "audience", 255);

/** Faults of what is asked for on Nimbus. */
export function checkNimbusWorkload(args: NimbusWorkloadArgs, subjects: readonly ComponentSubject[] = []): Issue[] {
  const misshapen = checkShape(readNimbusWorkloadArgs, args);
  if (misshapen.length > 0) return misshapen;
  const { audience, permissions = [] } = args;
  return [
    ...(audience === undefined ? [] : checkAudience(audience, "audience")),
    ...checkApiServerAudience(audience, "audience"),
    ...checkNimbusPermissions(permissions),
    ...refuseWhole(subjects, ["wholeNamespaces", "namespacePrefixes"], "a member of Nimbus is one subject"),
  ];
}
