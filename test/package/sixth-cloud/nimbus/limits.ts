import { checkShape } from "../../core/argument-shape";
import { checkApiServerAudience, checkIssuerAudience } from "../../core/audience";
import { checkLength } from "../../core/form";
import type { Issue } from "../../core/issue";
import { refuseWhole } from "../../core/whole-namespaces";
import { checkFetchedIssuerUrl } from "../api-servers";
import type { ComponentSubject } from "../component";
import type { NimbusWorkloadArgs } from "./args";
import { checkNimbusPermissions } from "./grants";
import { readNimbusWorkloadArgs } from "./shape";

/** Longest issuer URL in characters; Nimbus is made up, and so is its limit. */
const NIMBUS_ISSUER_URL_MAX_LENGTH = 255;

const checkAudienceLength = checkLength("nimbus-audience-invalid", "audience", 255);

/** Faults of an issuer URL. */
export function checkNimbusIssuerUrl(url: unknown, path: string): Issue[] {
  return checkFetchedIssuerUrl(url, path, NIMBUS_ISSUER_URL_MAX_LENGTH);
}

/** Faults of an issuer with the audience of its tokens. */
export function checkNimbusIssuer(url: unknown, audience: string, path: string): Issue[] {
  return [...checkNimbusIssuerUrl(url, path), ...checkIssuerAudience(audience, url, "audience")];
}

/** Faults of the audience of tokens. */
export function checkNimbusAudience(audience: string | undefined): Issue[] {
  if (audience === undefined) return [];
  return [...checkAudienceLength(audience, "audience"), ...checkApiServerAudience(audience, "audience")];
}

/** Faults of what is asked for on Nimbus. */
export function checkNimbusWorkload(args: NimbusWorkloadArgs, subjects: readonly ComponentSubject[] = []): Issue[] {
  const misshapen = checkShape(readNimbusWorkloadArgs, args);
  if (misshapen.length > 0) return misshapen;
  const { audience, permissions = [] } = args;
  return [
    ...checkNimbusAudience(audience),
    ...checkNimbusPermissions(permissions),
    ...refuseWhole(subjects, ["wholeNamespaces", "namespacePrefixes"], "a member of Nimbus is one subject"),
  ];
}
