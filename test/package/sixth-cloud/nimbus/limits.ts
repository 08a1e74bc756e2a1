import { checkShape } from "../../core/argument-shape";
import { checkApiServerAudience } from "../../core/audience";
import { checkLength } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import type { NimbusWorkloadArgs } from "./args";
import { checkNimbusPermissions } from "./grants";
import { readNimbusWorkloadArgs } from "./shape";

/** Members of one role (made up, as all of Nimbus). */
const NIMBUS_MAX_MEMBERS = 100;

const checkAudience = checkLength("nimbus-audience-invalid", "audience", 255);

/** Faults of what is asked for on Nimbus. */
export function checkNimbusWorkload(args: NimbusWorkloadArgs): Issue[] {
  const misshapen = checkShape(readNimbusWorkloadArgs, args);
  if (misshapen.length > 0) return misshapen;
  const { audience, permissions = [] } = args;
  return [
    ...(audience === undefined ? [] : checkAudience(audience, "audience")),
    ...checkApiServerAudience(audience, "audience"),
    ...checkNimbusPermissions(permissions),
  ];
}

/** Faults of the number of members. */
export function checkNimbusMemberCount(count: number, path: string): Issue[] {
  if (count <= NIMBUS_MAX_MEMBERS) return [];
  const fault = `Cannot store ${count} members: a role has at most ${NIMBUS_MAX_MEMBERS}; use several roles`;
  return [issue("nimbus-too-many-members", path, fault)];
}
