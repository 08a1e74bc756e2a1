import type { Admission } from "../../core/admission";
import { jsonObject } from "../../core/json";
import type { Language } from "../../core/language/language";
import { ALL, and, glob, literals, NONE, not, or, regex, unknown } from "../../core/language/language";
import { Work } from "../../core/language/work";
import { show } from "../../core/show";
import { admitsFederation } from "../../core/trust-policy/admits";
import { unreachableByClouds } from "../api-servers";
import { HUAWEI_DIALECT, readHuaweiFederation } from "./agency-policy";
import type { HuaweiRule, HuaweiRuleCondition, HuaweiRuleName } from "./conversion-rules";
import { isAnchored } from "./conversion-rules";
import { huaweiRules, isHuaweiAgencyTrust } from "./document";
import type { HuaweiAgencyTrust, HuaweiRulesTrust, HuaweiTrust } from "./trust";

/** Which tokens become the group or the agency. */
export function huaweiAdmits(trust: HuaweiTrust, work = Work.for(trust)): Admission {
  return isHuaweiAgencyTrust(trust) ? admitsByPolicy(trust, work) : admitsByRules(trust);
}

/** IAM v5 fetches the keys of an issuer; what it does about one that it cannot reach is not documented. */
function admitsByPolicy(trust: HuaweiAgencyTrust, work: Work): Admission {
  const admission = admitsFederation(readHuaweiFederation(trust), HUAWEI_DIALECT, work);
  const doubts = trust.oidcProviders.flatMap(({ urn, issuer }) => {
    const why = unreachableByClouds(issuer);
    return why === undefined ? [] : [`${urn}: IAM fetches the keys of ${show(issuer)} over the internet, and ${why}`];
  });
  return { ...admission, doubts: [...(admission.doubts ?? []), ...doubts] };
}

/** Some rule has to give a user name, and some rule the group: a token collects what all rules that fit it give. */
function admitsByRules(trust: HuaweiRulesTrust): Admission {
  const { issuer, clientId, signingKey } = trust.identityProvider;
  const named: Language[] = [];
  const grouped: Language[] = [];
  for (const rule of huaweiRules(trust)) {
    const tokens = tokensOf(rule);
    if (rule.user !== undefined) named.push(whereKnown(tokens, rule.user));
    for (const group of rule.groups) {
      if ("unmodelled" in group || group.name === trust.group) grouped.push(whereKnown(tokens, group));
    }
  }
  // Where every rule gives both, as this library writes them, one union says it all.
  const isSame = named.length === grouped.length && named.every((tokens, i) => tokens === grouped[i]);
  const admitted = isSame ? or(...named) : and(or(...named), or(...grouped));
  return {
    issuers: [issuer],
    audiences: [literals([clientId])],
    subjects: (asked, audience) => (asked === issuer && audience === clientId ? admitted : NONE),
    doubts: notStored(trust.identityProvider),
    keys: (asked) => (asked === issuer && signingKey !== undefined ? jsonObject(signingKey) : undefined),
  };
}

/** Why the old IAM would not store such an identity provider (Huawei Cloud IAM API, read 2026-08). */
function notStored({ id, issuer, clientId, signingKey }: HuaweiRulesTrust["identityProvider"]): string[] {
  const doubt = (what: string, { length }: string, least: number, most: number) =>
    length >= least && length <= most
      ? []
      : [
          `identity provider ${id} would not be stored: its ${what} has ${length} characters, expected ${least} to ${most}`,
        ];
  return [
    ...doubt("name", id, 1, 64),
    ...doubt("issuer", issuer, 10, 255),
    ...doubt("client id", clientId, 5, 255),
    ...(signingKey === undefined ? [] : doubt("key set", signingKey, 10, 30_000)),
  ];
}

function whereKnown(tokens: Language, name: HuaweiRuleName): Language {
  return "unmodelled" in name ? and(tokens, unknown(name.unmodelled)) : tokens;
}

/** The `sub` claims that a rule fits. */
function tokensOf({ label, conditions }: HuaweiRule): Language {
  return and(...conditions.map((condition) => conditionLanguage(condition, label)));
}

function conditionLanguage({ claim, test, values, regex: isRegex }: HuaweiRuleCondition, label: string): Language {
  // The vendor shows rules on `sub` alone; whether any other claim can be used is not documented.
  if (claim !== "sub") return unknown(`${label}: the claim ${show(claim)}`);
  if (test === "present") return ALL;
  const listed = isRegex ? or(...values.map((source) => expression(source, label))) : listedValues(values, label);
  return test === "not-any-of" ? not(listed) : listed;
}

function listedValues(values: readonly string[], label: string): Language {
  const capital = values.filter((value) => /[A-Z]/.test(value));
  const doubts = capital.map((value) =>
    and(
      glob([{ text: value }], true),
      not(literals([value])),
      unknown(`${label}: letters in another case than ${show(value)}`),
    ),
  );
  return doubts.length === 0 ? literals(values) : or(literals(values), ...doubts);
}

function expression(source: string, label: string): Language {
  return isAnchored(source)
    ? regex(source)
    : unknown(`${label}: the expression ${show(source)} without ^ and $ around it, or with one class in another`);
}
