import { show } from "../../core/show";
import type { HuaweiRule, HuaweiRuleName } from "./conversion-rules";

/**
 * The rules, with what cannot be known marked as such: IAM takes equal user names for one user, and the vendor does not say whether the
 * group that one rule gives this user is also his when he comes in by another rule. Rules that all give the group leave nothing open.
 */
export function withoutSharedUsers(rules: readonly HuaweiRule[], group: string): HuaweiRule[] {
  const byUser = new Map<string, HuaweiRule[]>();
  for (const rule of rules) {
    if (rule.user === undefined || "unmodelled" in rule.user) continue;
    const { name } = rule.user;
    const sharing = byUser.get(name);
    if (sharing === undefined) byUser.set(name, [rule]);
    else sharing.push(rule);
  }
  const open = new Map<HuaweiRule, HuaweiRuleName>();
  for (const [name, sharing] of byUser) {
    if (sharing.length === 1 || sharing.every((rule) => gives(rule, group))) continue;
    // The same tokens get the groups of all their rules, so a name that only they share says nothing new unless groups differ.
    if (!sharing.some((rule) => gives(rule, group)) && new Set(sharing.map(tokensOf)).size === 1) continue;
    for (const rule of sharing) {
      open.set(rule, {
        unmodelled: `${rule.label}: the user name ${show(name)}, which other rules give with other groups`,
      });
    }
  }
  return rules.map((rule) => {
    const name = open.get(rule);
    return name === undefined ? rule : { ...rule, user: name, groups: [name] };
  });
}

function gives({ groups }: HuaweiRule, group: string): boolean {
  return groups.some((given) => "name" in given && given.name === group);
}

function tokensOf({ conditions }: HuaweiRule): string {
  return JSON.stringify(conditions);
}
