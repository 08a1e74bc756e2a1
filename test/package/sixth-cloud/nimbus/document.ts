import { WorkloadIdentityError } from "../../core/errors";
import type { Read } from "../../core/shape";
import { parseShape, readExactly, readListOf, readObject, readText } from "../../core/shape";
import { checkNimbusMemberCount } from "./limits";
import type { NimbusMember, NimbusTrust } from "./trust";

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
