import { isApiServerAudience } from "../../core/audience";
import type { CommonFindingId, Finders } from "../../core/catalogue";
import type { AskedRows } from "../../core/finding";
import { foundBy } from "../../core/finding";
import { clusterIssuers, isIntendedWhole } from "../../core/intended";
import { isInClusterIssuer } from "../../core/issuer-url";
import { keySet } from "../../core/key-set";
import { parseSubjectClaim, subjectClaim } from "../../core/subject";
import type { Intent } from "../../core/trust-intent";
import {
  acceptsApiAudience,
  namesDefaultServiceAccount,
  namesNobody,
  trustsSharedIssuer,
} from "../../core/trust-policy/cross-cutting";
import type { StatementFacts } from "../../core/trust-policy/facts";
import { isPositive, literalValues, statementFacts } from "../../core/trust-policy/facts";
import { wayKey } from "../../core/trust-policy/others";
import { HUAWEI_DIALECT, readHuaweiFederation } from "./agency-policy";
import type { HUAWEI_AGENCY_FINDINGS, HUAWEI_RULE_FINDINGS, HUAWEI_SHARED_FINDINGS } from "./catalogue";
import type { HuaweiRule, HuaweiRuleCondition } from "./conversion-rules";
import { huaweiRules, isHuaweiAgencyTrust } from "./document";
import { huaweiOthers, othersOfIntent } from "./others";
import type { HuaweiAgencyTrust, HuaweiRulesTrust, HuaweiTrust } from "./trust";

/** What findings look at: the rules that give the group, and the intent in the words of a rule. */
interface Facts {
  readonly trust: HuaweiRulesTrust;
  readonly granting: readonly HuaweiRule[];
  readonly issuers: ReadonlySet<string>;
  readonly isWanted: (sub: string) => boolean;
  /** Whether the intent names it as somebody else's on purpose. */
  readonly isOther: (sub: string) => boolean;
  /** Stored keys that are not the cluster's, and keys of the cluster that are not stored. */
  readonly extraKeys: boolean;
  readonly missingKeys: boolean;
}

/** How to see each misconfiguration of the catalogue in an identity provider and its rules. */
const FINDERS: Finders<
  typeof HUAWEI_RULE_FINDINGS & typeof HUAWEI_SHARED_FINDINGS,
  CommonFindingId,
  (facts: Facts) => boolean
> = {
  H1: ({ granting }) => granting.some((rule) => tests(rule).every((test) => test === "present")),
  H2: ({ granting }) =>
    granting.some((rule) => !tests(rule).includes("any-one-of") && tests(rule).includes("not-any-of")),
  H3: ({ extraKeys }) => extraKeys,
  H4: ({ trust }) => isApiServerAudience(trust.identityProvider.clientId),
  H5: ({ granting }) => listed(granting).some((sub) => /[*?]/.test(sub)),
  H6: ({ granting, isWanted }) => granting.length > 1 && granting.some((rule) => !isNarrow(rule, isWanted)),
  H7: ({ extraKeys, missingKeys }) => extraKeys || missingKeys,
  H9: ({ trust, issuers }) => !issuers.has(trust.identityProvider.issuer),
  K1: ({ trust, issuers, granting, isWanted }) =>
    issuers.has(trust.identityProvider.issuer) &&
    listed(granting)
      .filter((sub) => !isWanted(sub))
      .some((sub) => parseSubjectClaim(sub) === undefined && !/[*?]/.test(sub)),
  K2: ({ granting, isOther }) =>
    listed(granting)
      .filter((sub) => !isOther(sub))
      .some((sub) => parseSubjectClaim(sub)?.serviceAccount === "default"),
  K3: ({ trust }) => isInClusterIssuer(trust.identityProvider.issuer),
};

/** How to see them in a trust agency, which has a policy in place of rules. */
const AGENCY_FINDERS: Finders<
  typeof HUAWEI_AGENCY_FINDINGS & typeof HUAWEI_SHARED_FINDINGS & Pick<typeof HUAWEI_RULE_FINDINGS, "H4">,
  CommonFindingId,
  (facts: StatementFacts, wanted: Wanted) => boolean
> = {
  H4: acceptsApiAudience,
  H8: ({ statement, anyone, others }) => anyone || others || statement.notPrincipal,
  H9: ({ issuers, iss }, wanted) =>
    issuers.some((issuer) => !wanted.issuers.has(issuer)) ||
    literalValues(iss).some((issuer) => issuers.length > 0 && !issuers.includes(issuer)),
  H10: ({ providers, sub }) => providers.length > 0 && !sub.some(isPositive),
  H11: ({ wildcards }, { isWhole }) => wildcards.some(({ pattern }) => !isWhole(pattern)),
  H12: ({ providers, iss, aud }) => providers.length > 0 && (iss.length === 0 || aud.length === 0),
  K1: namesNobody,
  K2: namesDefaultServiceAccount,
  K3: trustsSharedIssuer,
};

/** What an intent says, as findings compare a statement with it. */
interface Wanted {
  readonly issuers: ReadonlySet<string>;
  /** Whether a pattern says no more than the intent asks for as a whole. */
  readonly isWhole: (pattern: string) => boolean;
}

/** Identifiers of the known misconfigurations that the trust shows. */
export function huaweiFindings(trust: HuaweiTrust, intent: Intent, asked?: AskedRows): string[] {
  const { subjects: others = [] } = othersOfIntent(intent);
  const isWhole = isIntendedWhole(intent);
  const issuers = new Set([...clusterIssuers(intent), ...others.map(({ issuer }) => issuer)]);
  if (isHuaweiAgencyTrust(trust)) return agencyFindings(trust, intent, { issuers, isWhole }, asked);
  const subjects = new Set(intent.subjects.map(subjectClaim));
  const isOther = (sub: string) => others.some(({ subject }) => subject === sub) && !subjects.has(sub);
  const facts: Facts = {
    trust,
    granting: huaweiRules(trust).filter(({ groups }) =>
      groups.some((group) => "unmodelled" in group || group.name === trust.group),
    ),
    issuers,
    isOther,
    isWanted: (sub) => subjects.has(sub) || isOther(sub) || isWhole(sub),
    ...keyFacts(trust, intent),
  };
  return foundBy(FINDERS, (shows) => shows(facts), asked);
}

function agencyFindings(trust: HuaweiAgencyTrust, intent: Intent, wanted: Wanted, asked?: AskedRows): string[] {
  const facts = statementFacts(readHuaweiFederation(trust), HUAWEI_DIALECT)
    .filter(({ statement }) => statement.effect === "Allow")
    .filter((each) => !isNamed(each, intent));
  return foundBy(AGENCY_FINDERS, (shows) => facts.some((each) => shows(each, wanted)), asked);
}

/** Whether a statement lets in nobody but others that the intent names. */
function isNamed({ statement, issuers, providers, listed }: StatementFacts, intent: Intent): boolean {
  const { subjects = [] } = othersOfIntent(intent);
  const { ways } = huaweiOthers(othersOfIntent(intent));
  const keys = new Set(ways.map(({ key }) => key));
  const names = (subject: string) =>
    issuers.every((issuer) => subjects.some((other) => other.issuer === issuer && other.subject === subject));
  if (providers.length > 0) {
    return (
      providers.length === statement.principals.length && issuers.length > 0 && listed.length > 0 && listed.every(names)
    );
  }
  return (
    !statement.notPrincipal &&
    statement.principals.every((principal) => keys.has(wayKey(principal, statement.conditions)))
  );
}

function keyFacts(trust: HuaweiRulesTrust, { jwks }: Intent): Pick<Facts, "extraKeys" | "missingKeys"> {
  const none = { extraKeys: false, missingKeys: false };
  const { signingKey } = trust.identityProvider;
  if (signingKey === undefined || jwks === undefined) return none;
  const [stored, wanted] = [keySet(signingKey), keySet(jwks)];
  if ("malformed" in stored || "malformed" in wanted) return none;
  return {
    extraKeys: [...stored.keys()].some((key) => !wanted.has(key)),
    missingKeys: [...wanted.keys()].some((key) => !stored.has(key)),
  };
}

function tests({ conditions }: HuaweiRule): HuaweiRuleCondition["test"][] {
  return conditions.filter(({ claim }) => claim === "sub").map(({ test }) => test);
}

/** Whether a rule lists subjects, all of them intended. */
function isNarrow({ conditions }: HuaweiRule, isWanted: (sub: string) => boolean): boolean {
  return conditions.some(
    ({ claim, test, regex, values }) => claim === "sub" && test === "any-one-of" && !regex && values.every(isWanted),
  );
}

/** The subjects that rules list as they stand. */
function listed(rules: readonly HuaweiRule[]): string[] {
  return rules.flatMap(({ conditions }) =>
    conditions
      .filter(({ claim, test, regex }) => claim === "sub" && test === "any-one-of" && !regex)
      .flatMap(({ values }) => values),
  );
}
