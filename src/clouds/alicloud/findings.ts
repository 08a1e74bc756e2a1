import type { CommonFindingId, Finders } from "../../core/catalogue";
import { foundBy } from "../../core/finding";
import type { Intent } from "../../core/trust-intent";
import { intendedAudiences } from "../../core/trust-intent";
import {
  acceptsApiAudience,
  namesDefaultServiceAccount,
  namesNobody,
  trustsSharedIssuer,
} from "../../core/trust-policy/cross-cutting";
import type { StatementFacts } from "../../core/trust-policy/facts";
import { isPositive, statementFacts, wildcardValues } from "../../core/trust-policy/facts";
import type { ALICLOUD_FINDINGS } from "./catalogue";
import { ALICLOUD_DIALECT, readAlicloudFederation } from "./document";
import type { AlicloudTrust } from "./trust";

/** What findings compare a statement with. */
interface Wanted {
  readonly namespaces: ReadonlySet<string>;
  readonly audiences: ReadonlySet<string>;
}

type Shows = (facts: StatementFacts, wanted: Wanted) => boolean;

/** How to see each misconfiguration of the catalogue in a statement. */
const FINDERS: Finders<typeof ALICLOUD_FINDINGS, CommonFindingId, Shows> = {
  B1: ({ sub }) => !sub.some(isPositive),
  B2: ({ sub }, { namespaces }) => wildcardValues(sub).some((value) => !isWholeNamespace(value, namespaces)),
  B3: ({ sub }) => sub.some((one) => one.test?.compare === "exact" && one.values.some((value) => /[*?]/.test(value))),
  B4: ({ providers, iss }) => providers.length > 1 || iss.length === 0,
  B5: hasBroadAudience,
  // Trusts are about sts:AssumeRole, although tokens are exchanged by AssumeRoleWithOIDC.
  B7: ({ statement }) => statement.actions.some((action) => /^sts:AssumeRoleWithOIDC$/i.test(action)),
  K1: namesNobody,
  K2: namesDefaultServiceAccount,
  K3: trustsSharedIssuer,
};

/** Identifiers of the known misconfigurations that the trust policy shows. */
export function alicloudFindings(trust: AlicloudTrust, intent: Intent): string[] {
  const wanted: Wanted = {
    namespaces: new Set((intent.namespaces ?? []).map(({ namespace }) => namespace)),
    audiences: new Set(intendedAudiences(intent)),
  };
  const facts = statementFacts(readAlicloudFederation(trust), ALICLOUD_DIALECT).filter(
    ({ statement, providers }) => statement.effect === "Allow" && providers.length > 0,
  );
  return foundBy(FINDERS, (shows) => facts.some((one) => shows(one, wanted)));
}

function isWholeNamespace(pattern: string, namespaces: ReadonlySet<string>): boolean {
  const [, namespace] = /^system:serviceaccount:([^:*?]+):\*$/.exec(pattern) ?? [];
  return namespace !== undefined && namespaces.has(namespace);
}

function hasBroadAudience(facts: StatementFacts, { audiences }: Wanted): boolean {
  const isUnintended = (clientId: string) => !audiences.has(clientId);
  return facts.aud.length === 0 || acceptsApiAudience(facts) || facts.clientIds.some(isUnintended);
}
