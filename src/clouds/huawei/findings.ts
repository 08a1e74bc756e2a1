import { isApiServerAudience } from "../../core/audience";
import { isInClusterIssuer } from "../../core/issuer-url";
import { keySet } from "../../core/key-set";
import { parseSubjectClaim, subjectClaim } from "../../core/subject";
import type { Intent } from "../../core/trust-intent";
import { namesDefaultServiceAccount, namesNobody, trustsSharedIssuer } from "../../core/trust-policy/cross-cutting";
import { statementFacts } from "../../core/trust-policy/facts";
import type { Verdict } from "../../core/verdict";
import { HUAWEI_DIALECT, readHuaweiFederation } from "./agency-policy";
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

/** The known misconfigurations of identity providers and their rules, the most severe first, and how to see each. */
const ROWS: readonly [id: string, shows: (facts: Facts) => boolean][] = [
  ["H1", ({ granting }) => granting.some((rule) => tests(rule).every((test) => test === "present"))],
  [
    "H2",
    ({ granting }) =>
      granting.some((rule) => !tests(rule).includes("any-one-of") && tests(rule).includes("not-any-of")),
  ],
  ["H3", ({ extraKeys }) => extraKeys],
  ["H4", ({ trust }) => isApiServerAudience(trust.identityProvider.clientId)],
  ["H6", ({ granting, isWanted }) => granting.length > 1 && granting.some((rule) => !isNarrow(rule, isWanted))],
  ["K2", ({ granting }) => listed(granting).some((sub) => parseSubjectClaim(sub)?.serviceAccount === "default")],
  ["K3", ({ trust }) => isInClusterIssuer(trust.identityProvider.issuer)],
  ["K1", ({ granting }) => listed(granting).some((sub) => parseSubjectClaim(sub) === undefined && !/[*?]/.test(sub))],
  ["H5", ({ granting }) => listed(granting).some((sub) => /[*?]/.test(sub))],
  ["H7", ({ extraKeys, missingKeys }) => extraKeys || missingKeys],
];

/** Identifiers of the known misconfigurations that the trust shows, the most severe first. */
export function huaweiFindings(trust: HuaweiTrust, intent: Intent, _verdict: Verdict): string[] {
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
  return ROWS.filter(([, shows]) => shows(facts)).map(([id]) => id);
}

function agencyFindings(trust: HuaweiAgencyTrust): string[] {
  const facts = statementFacts(readHuaweiFederation(trust), HUAWEI_DIALECT);
  const rows = [
    ["K1", namesNobody],
    ["K2", namesDefaultServiceAccount],
    ["K3", trustsSharedIssuer],
  ] as const;
  return rows.filter(([, shows]) => facts.some(shows)).map(([id]) => id);
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
