import { WorkloadIdentityError } from "../../core/errors";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import type { Read } from "../../core/shape";
import { parseShape, readExactly, readListOf, readObject, readText } from "../../core/shape";
import type { NimbusMember, NimbusTrust } from "./trust";

/** Members of one role (made up, as all of Nimbus). */
const NIMBUS_MAX_MEMBERS = 100;

const readNimbusTrust: Read<NimbusTrust> = readObject<NimbusTrust>({
  cloud: readExactly("nimbus"),
  role: readText,
  members: readListOf(readObject<NimbusMember>({ issuer: readText, subject: readText, audience: readText })),
});

export function parseNimbusTrust(value: unknown): NimbusTrust {
  const trust = parseShape(readNimbusTrust, value, "nimbus-trust-invalid", "the role");
  const faults = checkNimbusMemberCount(trust.members.length, "members");
  if (faults.length > 0) throw new WorkloadIdentityError("nimbus-trust-invalid", "Cannot read the role:", faults);
  return trust;
}

/** Faults of the number of members. */
export function checkNimbusMemberCount(count: number, path: string): Issue[] {
  if (count <= NIMBUS_MAX_MEMBERS) return [];
  const fault = `Cannot store ${count} members: a role has at most ${NIMBUS_MAX_MEMBERS}; use several roles`;
  return [issue("nimbus-too-many-members", path, fault)];
}
