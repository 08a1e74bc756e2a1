import { show } from "../../core/show";
import type { HuaweiRule, HuaweiRuleCondition, HuaweiRuleName } from "./conversion-rules";

/** Pairs of values that rules are compared by; what more of them would say stays open. */
const MAX_PAIRS = 300_000;

/**
 * The rules, with what cannot be known marked as such: IAM takes equal user names for one user, and the vendor does not say whether the
 * group that some tokens of this user get is also his when he comes in with others. Where all of them get it, or none, nothing is open.
 */
export function withoutSharedUsers(rules: readonly HuaweiRule[], group: string): readonly HuaweiRule[] {
  const byUser = new Map<string, HuaweiRule[]>();
  for (const rule of rules) {
    if (rule.user === undefined || "unmodelled" in rule.user) continue;
    // Whether letter case tells two users apart is not documented.
    const name = rule.user.name.toLowerCase();
    const sharing = byUser.get(name);
    if (sharing === undefined) byUser.set(name, [rule]);
    else sharing.push(rule);
  }
  const grouping = rules.filter((rule) => rule.user === undefined && mayGive(rule, group));
  let pairs = 0;
  const standing = (rule: HuaweiRule): "in" | "out" | "open" => {
    if (gives(rule, group)) return "in";
    for (const other of grouping) pairs += valuesOf(rule) * valuesOf(other);
    if (pairs > MAX_PAIRS) return "open";
    if (grouping.some((other) => gives(other, group) && includes(other, rule))) return "in";
    return grouping.every((other) => isApart(other, rule)) ? "out" : "open";
  };
  const open = new Map<HuaweiRule, HuaweiRuleName>();
  for (const [name, sharing] of byUser) {
    const standings = sharing.map(standing);
    if (standings.every((each) => each !== "open" && each === standings[0])) continue;
    for (const rule of sharing) {
      open.set(rule, {
        unmodelled: `${rule.label}: the user name ${show(name)}, which tokens with and without group ${show(group)} get; give each of them a user name of its own`,
      });
    }
  }
  if (open.size === 0) return rules;
  return rules.map((rule) => {
    const name = open.get(rule);
    return name === undefined ? rule : { ...rule, user: name, groups: [name] };
  });
}

function gives({ groups }: HuaweiRule, group: string): boolean {
  return groups.some((given) => "name" in given && given.name === group);
}

function valuesOf({ conditions }: HuaweiRule): number {
  return conditions.reduce((sum, { values }) => sum + Math.max(1, values.length), 0);
}

function mayGive({ groups }: HuaweiRule, group: string): boolean {
  return groups.some((given) => "unmodelled" in given || given.name === group);
}

/** Whether a rule is certain to fit every token that another one fits. */
function includes({ conditions }: HuaweiRule, other: HuaweiRule): boolean {
  return conditions.every((wide) => other.conditions.some((narrow) => isSame(wide, narrow) || isWithin(narrow, wide)));
}

/** Whether two rules are certain to fit no token together. */
function isApart({ conditions }: HuaweiRule, other: HuaweiRule): boolean {
  return conditions.some((one) =>
    other.conditions.some((two) => one.claim === two.claim && isListed(one) && isListed(two) && !meet(one, two)),
  );
}

function isSame(one: HuaweiRuleCondition, two: HuaweiRuleCondition): boolean {
  return JSON.stringify(one) === JSON.stringify(two);
}

function isWithin(narrow: HuaweiRuleCondition, wide: HuaweiRuleCondition): boolean {
  if (narrow.claim !== wide.claim) return false;
  if (wide.test === "present") return true;
  return isListed(narrow) && isListed(wide) && narrow.values.every((value) => wide.values.includes(value));
}

/** Whether a condition is met by the tokens that it lists alone. */
function isListed({ test, regex }: HuaweiRuleCondition): boolean {
  return test === "any-one-of" && !regex;
}

/** Whether some value may fit both, also where the vendor should ignore letter case. */
function meet(one: HuaweiRuleCondition, two: HuaweiRuleCondition): boolean {
  const seen = new Set(one.values.map((value) => value.toLowerCase()));
  return two.values.some((value) => seen.has(value.toLowerCase()));
}
