import { WorkloadIdentityError } from "../../../core/errors";
import { sameData } from "../../../core/same-data";
import { show } from "../../../core/show";
import { huaweiRuleOf } from "../trust";

/**
 * The rule that says whose a mapping is. No API server signs its `sub`, so it admits nobody; it also keeps a mapping valid that has
 * no other rule, as an empty one is refused.
 */
const OWNER_CLAIM = "pulumi-workload-identity:";

export function ownerRule(owner: string): object {
  return {
    local: [{ user: { name: "pulumi-workload-identity" } }],
    remote: [{ type: "sub", any_one_of: [`${OWNER_CLAIM}${owner}`] }],
  };
}

/** Whether two lists of rules say the same: `"regex": false` may be left out, members may stand in any order. */
export function sameRules(some: readonly object[], others: readonly object[]): boolean {
  return sameData(some.map(withoutDefaults), others.map(withoutDefaults));
}

function withoutDefaults(rule: object): object {
  return JSON.parse(JSON.stringify(rule, (key, value) => (key === "regex" && value === false ? undefined : value)));
}

/** The owner that a rule names, empty for nobody, or `undefined` where the rule is another one. */
export function ownerOfRule(rule: object): string | undefined {
  const { remote } = rule as { remote?: { any_one_of?: unknown[] }[] };
  const claim = remote?.[0]?.any_one_of?.[0];
  if (typeof claim !== "string" || !claim.startsWith(OWNER_CLAIM)) return undefined;
  const owner = claim.slice(OWNER_CLAIM.length);
  return sameRules([rule], [ownerRule(owner)]) ? owner : undefined;
}

/** The rule of new identity providers, which makes everybody a user without a group. */
export function isCatchAllRule(rule: object): boolean {
  const { remote } = rule as { remote?: { type?: unknown }[] };
  return remote?.length === 1 && /^_{1,2}NAMEID__$/.test(String(remote[0]?.type));
}

/** The literal name that a rule gives its user. */
export function userNameOfRule(rule: object): string | undefined {
  const { local } = rule as { local?: { user?: { name?: unknown } }[] };
  const name = local?.find((item) => item.user !== undefined)?.user?.name;
  return typeof name === "string" ? name : undefined;
}

/** Whether a rule has the form that this library writes, for a ServiceAccount or another subject. */
export function isRenderedRule(rule: object): boolean {
  const { local, remote } = rule as { local?: { group?: { name?: unknown } }[]; remote?: { any_one_of?: unknown[] }[] };
  return sameRules([rule], [huaweiRuleOf(String(remote?.[0]?.any_one_of?.[0]), String(local?.[1]?.group?.name))]);
}

/** Whom a change to a mapping is made for. */
export interface MappingOwner {
  owner: string;
  /** True where the mapping is somebody else's, and rules are only added to it. */
  shared: boolean;
}

/**
 * The rules of a mapping without its mark, ready to be changed by this owner. A mapping of ours loses the catch-all rule; one of
 * somebody else is refused unless it is shared, and then every rule in it stays as it is.
 */
export function claimedRules(stored: readonly object[], mappingId: string, { owner, shared }: MappingOwner): object[] {
  const marks = stored.map(ownerOfRule);
  const rules = stored.filter((_, i) => marks[i] === undefined);
  const [mark, ...more] = marks.filter((each) => each !== undefined);
  const refuse = (code: string, why: string) =>
    new WorkloadIdentityError(code, `Cannot change mapping ${show(mappingId)}: ${why}`);
  if (more.length > 0)
    throw refuse("huawei-mapping-owners", "it names several owners; two programs have written it at once");
  if (mark !== undefined && mark !== "" && mark !== owner && rules.length > 0) {
    throw refuse(
      "huawei-mapping-owned",
      `its rules belong to ${show(mark)}, not to ${show(owner)}; the rules of one identity provider are one document, so keep its workloads in one stack, and after renaming that stack set owner to its old name`,
    );
  }
  if (shared) return rules;
  const foreign = rules.filter((rule) => !isCatchAllRule(rule));
  if (mark === undefined && foreign.length > 0) {
    throw refuse(
      "huawei-mapping-foreign",
      `it has ${foreign.length} rules that this library did not write; use an identity provider of its own, or set shared to keep them`,
    );
  }
  return foreign;
}

/** The document with its mark: nobody's where the owner has no rule left, none where only rules of others are left. */
export function markedRules(rules: readonly object[], ours: number, { owner, shared }: MappingOwner): object[] {
  if (ours > 0) return [ownerRule(owner), ...rules];
  return shared && rules.length > 0 ? [...rules] : [ownerRule(""), ...rules];
}
