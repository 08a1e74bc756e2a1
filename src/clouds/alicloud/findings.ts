import type { CommonFindingId, Finders } from "../../core/catalogue";
import type { AskedRows } from "../../core/finding";
import { foundBy } from "../../core/finding";
import { clusterIssuers, isIntendedWhole } from "../../core/intended";
import { subjectClaim } from "../../core/subject";
import type { Intent } from "../../core/trust-intent";
import { intendedAudiences } from "../../core/trust-intent";
import type { WantedSubjects } from "../../core/trust-policy/cross-cutting";
import {
  acceptsApiAudience,
  isNamedIssuer,
  namesDefaultServiceAccount,
  namesNobody,
  namesProviderElsewhere,
  namesUnintended,
  trustsSharedIssuer,
  trustsUnreachableIssuer,
} from "../../core/trust-policy/cross-cutting";
import type { StatementFacts } from "../../core/trust-policy/facts";
import { isPositive, letsInNamedOthers, literalValues, statementFacts } from "../../core/trust-policy/facts";
import { NO_OTHERS } from "../../core/trust-policy/others";
import type { ALICLOUD_FINDINGS } from "./catalogue";
import { ALICLOUD_DIALECT, readAlicloudFederation } from "./document";
import { alicloudOthers } from "./others";
import type { AlicloudTrust } from "./trust";

/** What findings compare a statement with. */
interface Wanted extends WantedSubjects {
  readonly audiences: ReadonlySet<string>;
  readonly roleArn: string | undefined;
}

type Shows = (facts: StatementFacts, wanted: Wanted) => boolean;

/** An Allow that tokens can come in by. */
const entry =
  (shows: Shows): Shows =>
  (facts, wanted) =>
    facts.providers.length > 0 && shows(facts, wanted);

/** How to see each misconfiguration of the catalogue in a statement that allows something. */
const FINDERS: Finders<typeof ALICLOUD_FINDINGS, CommonFindingId, Shows> = {
  B1: entry(({ sub }) => !sub.some(isPositive)),
  B2: entry(({ wildcards }, { isWhole }) => wildcards.some(({ pattern }) => !isWhole(pattern))),
  B3: entry(({ sub }) =>
    sub.some((one) => one.test?.compare === "exact" && one.values.some((value) => /[*?]/.test(value))),
  ),
  B4: entry(({ providers, iss }) => providers.length > 1 || iss.length === 0),
  B5: entry(hasBroadAudience),
  // Trusts are about sts:AssumeRole, although tokens are exchanged by AssumeRoleWithOIDC.
  B7: entry(({ statement }) => statement.actions.some((action) => /^sts:AssumeRoleWithOIDC$/i.test(action))),
  B8: ({ others, statement }) => others || statement.notPrincipal,
  B9: entry(hasWrongIssuer),
  B10: entry((facts, { roleArn }) => namesProviderElsewhere(facts, roleArn, ALICLOUD_DIALECT)),
  B11: entry(trustsUnreachableIssuer(ALICLOUD_DIALECT)),
  B12: entry(namesUnintended),
  K1: entry(namesNobody),
  K2: entry(namesDefaultServiceAccount),
  K3: entry(trustsSharedIssuer),
};

/** Identifiers of the known misconfigurations that the trust policy shows. */
export function alicloudFindings(trust: AlicloudTrust, intent: Intent, asked?: AskedRows): string[] {
  const named = alicloudOthers((intent.others as { alicloud?: unknown } | undefined)?.alicloud ?? NO_OTHERS);
  const wanted: Wanted = {
    issuers: clusterIssuers(intent),
    subjects: new Set(intent.subjects.map(subjectClaim)),
    isWhole: isIntendedWhole(intent),
    others: named.subjects,
    audiences: new Set(intendedAudiences(intent)),
    roleArn: trust.roleArn,
  };
  const facts = statementFacts(readAlicloudFederation(trust), ALICLOUD_DIALECT).filter(
    (one) => one.statement.effect === "Allow" && !letsInNamedOthers(one, named, ALICLOUD_DIALECT),
  );
  return foundBy(FINDERS, (shows) => facts.some((one) => shows(one, wanted)), asked);
}

/** With several providers, `oidc:iss` says whose tokens are meant; with one it has to be that provider's. */
function hasWrongIssuer({ issuers, iss }: StatementFacts, wanted: Wanted): boolean {
  const compared = literalValues(iss);
  const reached = compared.length === 0 ? issuers : issuers.filter((issuer) => compared.includes(issuer));
  return reached.some((issuer) => !isNamedIssuer(issuer, wanted)) || (issuers.length > 0 && reached.length === 0);
}

function hasBroadAudience(facts: StatementFacts, { audiences }: Wanted): boolean {
  const isUnintended = (clientId: string) => !audiences.has(clientId);
  return facts.aud.length === 0 || acceptsApiAudience(facts) || facts.clientIds.some(isUnintended);
}
