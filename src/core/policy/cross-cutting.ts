import { parseSubjectClaim } from "../subject";
import type { StatementFacts } from "./facts";
import { literalValues } from "./facts";

/** Where self-managed clusters that were told no issuer of their own sign from: not one cluster, but every one of them. */
const SHARED_ISSUER = /^https:\/\/kubernetes\.default(\.svc(\.cluster\.local)?)?\/?$/;

/** Audiences of the API server itself. Tokens with them are mounted into every pod that does not opt out. */
export function isApiAudience(audience: string, issuers: readonly string[]): boolean {
  return /^(https:\/\/)?kubernetes\.default(\.|$)/.test(audience) || issuers.includes(audience);
}

/** K1: a subject that no API server signs, because its names are none. */
export function namesNobody({ sub }: StatementFacts): boolean {
  return literalValues(sub).some((value) => parseSubjectClaim(value) === undefined && !/[*?$]/.test(value));
}

/** K2: the ServiceAccount of every pod that names none. */
export function namesDefaultServiceAccount({ sub }: StatementFacts): boolean {
  return literalValues(sub).some((value) => parseSubjectClaim(value)?.serviceAccount === "default");
}

/** K3: an issuer that many clusters call their own. */
export function trustsSharedIssuer({ issuers }: StatementFacts): boolean {
  return issuers.some((issuer) => SHARED_ISSUER.test(issuer));
}
