import type { Decision, TraceStep } from "../../core/decision";
import { regex } from "../../core/language/language";
import { contains } from "../../core/language/member";
import { Undecided, Work } from "../../core/language/work";
import { show } from "../../core/show";
import type { Token } from "../../core/token";
import { tokenAudiences } from "../../core/token";
import { evaluateFederation } from "../../core/trust-policy/exchange";
import type { Ternary } from "../../core/trust-policy/ternary";
import { allOf, anyOf, opposite } from "../../core/trust-policy/ternary";
import { HUAWEI_DIALECT, readHuaweiFederation } from "./agency-policy";
import type { HuaweiRule, HuaweiRuleCondition, HuaweiRuleName } from "./conversion-rules";
import { isAnchored } from "./conversion-rules";
import { huaweiRules, isHuaweiAgencyTrust } from "./document";
import type { HuaweiRulesTrust, HuaweiTrust } from "./trust";

/** What Huawei Cloud answers to a token: the old IAM, where the caller names the identity provider, or STS, where it names the agency. */
export function huaweiEvaluate(trust: HuaweiTrust, token: Token, work = Work.for(trust)): Decision {
  return isHuaweiAgencyTrust(trust)
    ? evaluateFederation(readHuaweiFederation(trust), token, HUAWEI_DIALECT, work)
    : evaluateRules(trust, token, work);
}

function evaluateRules(trust: HuaweiRulesTrust, token: Token, work: Work): Decision {
  const { id, issuer, clientId } = trust.identityProvider;
  const trace: TraceStep[] = [];
  const check = (step: string, passed: Ternary, detail: string): Ternary => {
    trace.push({ step, passed, detail });
    return passed;
  };
  const compared = (expected: string, seen: string) => `expected ${show(expected)}, seen ${seen}`;
  if (!check(`identity provider ${id}: issuer`, token.iss === issuer, compared(issuer, show(token.iss)))) {
    return { decision: "deny", trace };
  }
  const audiences = tokenAudiences(token);
  const isAudience: Ternary = audiences.includes(clientId) && (audiences.length === 1 || "unknown");
  const several = isAudience === "unknown" ? "; with several audiences the answer is not documented" : "";
  const seen = `${audiences.map(show).join(", ")}${several}`;
  if (!check(`identity provider ${id}: client id`, isAudience, compared(clientId, seen))) {
    return { decision: "deny", trace };
  }

  const fitting = fittingRules(trust, token, check, work);
  if ("undecided" in fitting) {
    check("rules", "unknown", fitting.undecided);
    return { decision: "unknown", trace };
  }
  const { rules } = fitting;
  const hasName = anyOf(rules.map(({ rule, fits }) => (rule.user === undefined ? false : known(fits, rule.user))));
  const first = rules.find(({ rule, fits }) => fits === true && rule.user !== undefined)?.rule.user;
  check("user name", hasName, first === undefined ? "no rule gives one" : nameText(first));
  const hasGroup = anyOf(
    rules.flatMap(({ rule, fits }) =>
      rule.groups
        .filter((group) => "unmodelled" in group || group.name === trust.group)
        .map((group) => known(fits, group)),
    ),
  );
  const groups = rules.filter(({ fits }) => fits === true).flatMap(({ rule }) => rule.groups.map(nameText));
  check("group", hasGroup, compared(trust.group, groups.length === 0 ? "none" : groups.join(", ")));
  const passed = allOf([isAudience, hasName, hasGroup]);
  return { decision: passed === "unknown" ? "unknown" : passed ? "allow" : "deny", trace };
}

/** Every rule and whether the token fits it, or why that would take too long. */
function fittingRules(
  trust: HuaweiRulesTrust,
  token: Token,
  check: (step: string, passed: Ternary, detail: string) => Ternary,
  work: Work,
): { rules: { rule: HuaweiRule; fits: Ternary }[] } | { undecided: string } {
  try {
    return { rules: huaweiRules(trust).map((rule) => ({ rule, fits: fitsRule(rule, token, check, work) })) };
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return { undecided: error.message };
  }
}

function known(fits: Ternary, name: HuaweiRuleName): Ternary {
  return "unmodelled" in name ? allOf([fits, "unknown"]) : fits;
}

function nameText(name: HuaweiRuleName): string {
  return "unmodelled" in name ? name.unmodelled : show(name.name);
}

function fitsRule(
  { label, conditions }: HuaweiRule,
  token: Token,
  check: (step: string, passed: Ternary, detail: string) => Ternary,
  work: Work,
): Ternary {
  let fits: Ternary = true;
  for (const condition of conditions) {
    const passed = check(`${label}: ${condition.claim}`, holds(condition, token, work), detailOf(condition, token));
    fits = allOf([fits, passed]);
    if (fits === false) return false;
  }
  return fits;
}

/** Of all claims, the vendor shows `sub` alone in rules. */
function holds({ claim, test, values, regex: isRegex }: HuaweiRuleCondition, { sub }: Token, work: Work): Ternary {
  if (claim !== "sub") return "unknown";
  if (test === "present") return true;
  const listed = anyOf(values.map((value) => (isRegex ? matches(value, sub, work) : equals(value, sub))));
  return test === "not-any-of" ? opposite(listed) : listed;
}

/** Whether letters count in their case is not documented. */
function equals(value: string, sub: string): Ternary {
  if (value === sub) return true;
  return lower(value) === lower(sub) ? "unknown" : false;
}

/** Run by an automaton: no expression can make it slow, only many of them. */
function matches(source: string, sub: string, work: Work): Ternary {
  return isAnchored(source) ? contains(regex(source), sub, work) : "unknown";
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function detailOf({ test, values, regex: isRegex }: HuaweiRuleCondition, { sub }: Token): string {
  const shown = values.slice(0, 3).map(show).join(", ");
  const more = values.length > 3 ? ` and ${values.length - 3} more` : "";
  const words = { present: "any value", "any-one-of": "any one of", "not-any-of": "none of" }[test];
  const expected = test === "present" ? words : `${words} ${isRegex ? "the expressions " : ""}${shown}${more}`;
  return `expected ${expected}, seen ${show(sub)}`;
}
