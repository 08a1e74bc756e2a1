import { isApiServerAudience } from "../../core/audience";
import type { CommonFindingId, Finders } from "../../core/catalogue";
import { foundBy } from "../../core/finding";
import { isInClusterIssuer } from "../../core/issuer-url";
import { keySet } from "../../core/key-set";
import { parseSubjectClaim, subjectClaim } from "../../core/subject";
import type { Intent } from "../../core/trust-intent";
import { namesDefaultServiceAccount, namesNobody, trustsSharedIssuer } from "../../core/trust-policy/cross-cutting";
import type { StatementFacts } from "../../core/trust-policy/facts";
import { statementFacts } from "../../core/trust-policy/facts";
import { HUAWEI_DIALECT, readHuaweiFederation } from "./agency-policy";
import type { HUAWEI_FINDINGS } from "./catalogue";
import type { HuaweiRule, HuaweiRuleCondition } from "./conversion-rules";
import { huaweiRules, isHuaweiAgencyTrust } from "./document";
import type { HuaweiAgencyTrust, HuaweiRulesTrust, HuaweiTrust } from "./trust";

/** What findings look at: the rules that give the group, and the intent in the words of a rule. */
interface Facts {
  readonly trust: HuaweiRulesTrust;
  readonly granting: readonly HuaweiRule[];
  readonly isWanted: (sub: string) => boolean;
  /** Stored keys that are not the cluster's, and keys of the cluster that are not stored. */
  readonly extraKeys: boolean;
  readonly missingKeys: boolean;
}

/** How to see each misconfiguration of the catalogue in an identity provider and its rules. */
const FINDERS: Finders<typeof HUAWEI_FINDINGS, CommonFindingId, (facts: Facts) => boolean> = {
  H1: ({ granting }) => granting.some((rule) => tests(rule).every((test) => test === "present")),
  H2: ({ granting }) =>
    granting.some((rule) => !tests(rule).includes("any-one-of") && tests(rule).includes("not-any-of")),
  H3: ({ extraKeys }) => extraKeys,
  H4: ({ trust }) => isApiServerAudience(trust.identityProvider.clientId),
  H5: ({ granting }) => listed(granting).some((sub) => /[*?]/.test(sub)),
  H6: ({ granting, isWanted }) => granting.length > 1 && granting.some((rule) => !isNarrow(rule, isWanted)),
  H7: ({ extraKeys, missingKeys }) => extraKeys || missingKeys,
  K1: ({ granting }) => listed(granting).some((sub) => parseSubjectClaim(sub) === undefined && !/[*?]/.test(sub)),
  K2: ({ granting }) => listed(granting).some((sub) => parseSubjectClaim(sub)?.serviceAccount === "default"),
  K3: ({ trust }) => isInClusterIssuer(trust.identityProvider.issuer),
};

/** How to see them in a trust agency, which has a policy in place of rules. */
const AGENCY_FINDERS: Readonly<Record<CommonFindingId, (facts: StatementFacts) => boolean>> = {
  K1: namesNobody,
  K2: namesDefaultServiceAccount,
  K3: trustsSharedIssuer,
};

/** Identifiers of the known misconfigurations that the trust shows. */
export function huaweiFindings(trust: HuaweiTrust, intent: Intent): string[] {
  if (isHuaweiAgencyTrust(trust)) return agencyFindings(trust);
  const subjects = new Set(intent.subjects.map(subjectClaim));
  const namespaces = new Set((intent.namespaces ?? []).map(({ namespace }) => namespace));
  const facts: Facts = {
    trust,
    granting: huaweiRules(trust).filter(({ groups }) =>
      groups.some((group) => "unmodelled" in group || group.name === trust.group),
    ),
    isWanted: (sub) => subjects.has(sub) || namespaces.has(parseSubjectClaim(sub)?.namespace ?? ""),
    ...keyFacts(trust, intent),
  };
  return foundBy(FINDERS, (shows) => shows(facts));
}

function agencyFindings(trust: HuaweiAgencyTrust): string[] {
  const facts = statementFacts(readHuaweiFederation(trust), HUAWEI_DIALECT);
  return foundBy(AGENCY_FINDERS, (shows) => facts.some(shows));
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
