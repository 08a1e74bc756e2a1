import type { Sandbox } from "../../../src/sandbox";
import type { CloudTrust, Verdict } from "../../../src/verifier";
import { prove } from "../../../src/verifier";

/** What is proved about every trust of an identity, as it is deployed at this moment, against one ServiceAccount; `jwks` are its cluster's keys, for clouds that store them. */
export function verdictsOn(
  sandbox: Sandbox,
  cloud: string,
  identity: RegExp,
  subject: { issuer: string; namespace: string; serviceAccount: string },
  audience: string,
  jwks?: object,
): Verdict["verdict"][] {
  const intent = { subjects: [subject], audience, ...(jwks === undefined ? {} : { jwks }) };
  return sandbox.state
    .trusts(cloud)
    .filter((deployed) => identity.test(deployed.identity))
    .map(({ trust }) => prove(trust as CloudTrust, intent).verdict);
}
