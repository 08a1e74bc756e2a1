import type { NamedOthers } from "../admission";
import { isApiServerAudience } from "../audience";
import { isInClusterIssuer } from "../issuer-url";
import { parseSubjectClaim } from "../subject";
import type { StatementFacts } from "./facts";
import { literalValues } from "./facts";
import type { FederationDialect } from "./federation";

/** Whether an audience that gets in is that of the API server: tokens with it are mounted into every pod that does not opt out. */
export function acceptsApiAudience({ aud, clientIds, issuers }: StatementFacts): boolean {
  const isApi = (audience: string) => isApiServerAudience(audience) || issuers.includes(audience);
  return [...literalValues(aud), ...clientIds].some(isApi);
}

/** K1: a subject that no API server signs, because its names are none. Other issuers have other forms. */
export function namesNobody(
  { listed, issuers }: StatementFacts,
  { issuers: clusters }: { readonly issuers: ReadonlySet<string> },
): boolean {
  if (issuers.length > 0 && !issuers.some((issuer) => clusters.has(issuer))) return false;
  return listed.some((value) => parseSubjectClaim(value) === undefined && !/[*?$]/.test(value));
}

/** Whom an intent names, as findings compare subjects with it. */
export interface WantedSubjects {
  /** The issuers of its ServiceAccounts. */
  readonly issuers: ReadonlySet<string>;
  readonly subjects: ReadonlySet<string>;
  /** Whether a `sub`, or a pattern of it, says no more than the intent asks for as a whole. */
  readonly isWhole: (pattern: string) => boolean;
  /** Whom it names of other issuers. */
  readonly others: NamedOthers["subjects"];
}

/** Whether a statement is about issuers of which the intent has no ServiceAccounts. */
export function isForeign({ issuers }: StatementFacts, { issuers: clusters }: WantedSubjects): boolean {
  return issuers.length > 0 && !issuers.some((issuer) => clusters.has(issuer));
}

/** Whether the intent has somebody of an issuer. */
export function isNamedIssuer(issuer: string, { issuers, others }: WantedSubjects): boolean {
  return issuers.has(issuer) || others.some((other) => other.issuer === issuer);
}

/** A literal subject that the intent does not name, of an issuer of which it names others. */
export function namesUnintended(facts: StatementFacts, wanted: WantedSubjects): boolean {
  const { subjects, isWhole, others } = wanted;
  const isOther = (sub: string) =>
    others.some(
      ({ issuer, subject }) => subject === sub && (facts.issuers.length === 0 || facts.issuers.includes(issuer)),
    );
  const { listed } = facts;
  if (!isForeign(facts, wanted))
    return listed.some(
      (sub) => parseSubjectClaim(sub) !== undefined && !subjects.has(sub) && !isWhole(sub) && !isOther(sub),
    );
  return facts.issuers.some((issuer) => isNamedIssuer(issuer, wanted)) && listed.some((sub) => !isOther(sub));
}

/** K2: the ServiceAccount `default`, as which pods run that name none. */
export function namesDefaultServiceAccount({ listed }: StatementFacts): boolean {
  return listed.some((value) => parseSubjectClaim(value)?.serviceAccount === "default");
}

/** K3: an issuer that many clusters call their own. */
export function trustsSharedIssuer({ issuers }: StatementFacts): boolean {
  return issuers.some(isInClusterIssuer);
}

/** An issuer whose keys the vendor cannot fetch. */
export function trustsUnreachableIssuer({ unreachable }: FederationDialect): (facts: StatementFacts) => boolean {
  return ({ issuers }) => issuers.some((issuer) => unreachable?.(issuer) !== undefined);
}

/** Whether a provider that is named stands in another account than the role. */
export function namesProviderElsewhere(
  { providers }: StatementFacts,
  role: string | undefined,
  { accountOf }: FederationDialect,
): boolean {
  const account = role === undefined ? undefined : accountOf(role);
  if (account === undefined) return false;
  return providers.some(({ value }) => (accountOf(value) ?? account) !== account);
}
