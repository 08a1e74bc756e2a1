import { WorkloadIdentityError } from "../../core/errors";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import type { Read } from "../../core/shape";
import { parseShape, readExactly, readListOf, readObject, readText } from "../../core/shape";
import type { NimbusMember, NimbusRegisteredIssuer, NimbusTrust } from "./trust";

/** Members of one role (made up, as all of Nimbus). */
const NIMBUS_MAX_MEMBERS = 100;

const readNimbusTrust: Read<NimbusTrust> = readObject<NimbusTrust>({
  cloud: readExactly("nimbus"),
  role: readText,
  issuers: readListOf(readObject<NimbusRegisteredIssuer>({ id: readText, issuer: readText, audience: readText })),
  members: readListOf(readObject<NimbusMember>({ issuerId: readText, subject: readText })),
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
