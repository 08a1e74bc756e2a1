/** Decides, proves and explains what a stored trust admits; a plain function API over the vendors' own documents. */

import { verdictOf } from "../clouds/proof";
import type { CloudIntent, CloudTrust } from "../clouds/registry";
import { cloudOf } from "../clouds/registry";
import type { Decision } from "../core/decision";
import { WorkloadIdentityError } from "../core/errors";
import { Work } from "../core/language/work";
import { whileUnchanged } from "../core/reading";
import { fitsIn, sizeWithin } from "../core/size";
import type { Token } from "../core/token";
import { readToken } from "../core/token";
import { readingFrom } from "../core/unreadable";
import type { Verdict } from "../core/verdict";

export type { StatedTrust } from "../audit/read-trusts";
export { readTrusts } from "../audit/read-trusts";
export type { CloudIntent as Intent, CloudTrust } from "../clouds/registry";
export { catalogue, findingOf } from "../clouds/registry";
export type { Decision, TraceStep } from "../core/decision";
export { WorkloadIdentityError } from "../core/errors";
export type { FindingRow, Severity } from "../core/finding";
export type { Issue } from "../core/issue";
export type { Subject } from "../core/subject";
export type { Token } from "../core/token";
export type { Verdict } from "../core/verdict";
export type { Explanation } from "./explain";
export { explain } from "./explain";

/**
 * Whether a trust admits exactly the intended ServiceAccounts: `equal`, `over` or `under` with a counterexample token and the
 * known misconfigurations it shows, or `unknown` with the construct that could not be decided: also what would take much longer than reading the document.
 * Throws `WorkloadIdentityError` where the trust or the intent is not of its shape.
 */
export function prove(trust: CloudTrust, intent: CloudIntent): Verdict {
  return readingFrom({ trust, intent }, () => {
    const cloud = cloudOf(trust);
    const work = workFor(trust);
    assertIntentFits(intent);
    const copy = cloud.parse(trust);
    return whileUnchanged(copy, () => verdictOf(cloud, copy, intent, work));
  });
}

/**
 * What the cloud answers to one token, with the steps that led there; the token's signature and times are taken as good, and with them
 * that the cloud can fetch the keys.
 * Throws `WorkloadIdentityError` where the trust or the token is not of its shape.
 */
export function evaluate(trust: CloudTrust, token: Token): Decision {
  return readingFrom({ trust, token }, () => {
    const cloud = cloudOf(trust);
    const work = workFor(trust);
    return cloud.evaluate(cloud.parse(trust), readToken(token), work);
  });
}

/** Characters and members of a trust: room for some ten thousand members of a pool, which have up to 200 characters each. */
const TRUST_MAX_SIZE = 2_000_000;

/** Subjects and namespaces are flat, so of them the number is looked at; a list may say any length without having a member. */
function assertIntentFits(intent: CloudIntent): void {
  const { others, jwks, audience, subjects, namespaces, namespacePrefixes }: Partial<CloudIntent> = intent ?? {};
  const fits =
    [others, jwks, audience].every((part) => part === undefined || fitsIn(TRUST_MAX_SIZE, part)) &&
    [subjects, namespaces, namespacePrefixes].every((list) => !((list?.length ?? 0) > TRUST_MAX_SIZE));
  if (fits) return;
  const message = `Cannot read the intent: it contains itself, nests too deeply, or has more than ${TRUST_MAX_SIZE} characters and members`;
  throw new WorkloadIdentityError("intent-invalid", message);
}

function workFor(trust: CloudTrust): Work {
  const size = sizeWithin(TRUST_MAX_SIZE, trust);
  if (size !== undefined) return Work.forSize(size);
  const message = `Cannot read the trust: it contains itself, nests too deeply, or has more than ${TRUST_MAX_SIZE} characters and members`;
  throw new WorkloadIdentityError("trust-too-large", message);
}
