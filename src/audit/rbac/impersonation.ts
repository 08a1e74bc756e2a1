import { subjectClaim } from "../../core/subject";
import type { RbacGrant, RbacIndex, RbacUser } from "./authorizer";
import { decide } from "./authorizer";
import type { UnownedPower } from "./power";
import { heldRights, powersIn } from "./powers";
import type { RbacPrincipal, RbacRule } from "./rbac";
import { impliedGroups, principalKey, principalText } from "./rbac";
import { commonScope, rightsOf } from "./rights";

/** Somebody may be impersonated for some requests alone: one right says whom, another what for (KEP-5284, by default from Kubernetes 1.36). */
const API_GROUP = "authentication.k8s.io";
const ACTION = "impersonate-on:";

/**
 * Finds the powers of those whom somebody may impersonate for such a request: both have to be allowed to make it. What they could first give
 * themselves is not looked at, nor are nodes.
 */
export function impersonationIn(index: RbacIndex): (actor: RbacPrincipal) => UnownedPower[] {
  const { roles, bindings } = index.rbac;
  if (!roles.some(({ rules }) => rules.some(isForRequests))) return () => [];
  const subjects = bindings.flatMap((binding) => binding.subjects);
  const targets = [...new Map(subjects.map((subject) => [principalKey(subject), subject])).values()];
  return (actor) => {
    const own = grantsOf(actor, index);
    const isAllowed = own.some(({ rule }) => isForRequests(rule));
    return isAllowed ? targets.flatMap((target) => powersOver(target, actor, own, index)) : [];
  };
}

function isForRequests({ verbs }: RbacRule): boolean {
  return verbs.some((verb) => verb.startsWith(ACTION));
}

function powersOver(
  target: RbacPrincipal,
  actor: RbacPrincipal,
  own: readonly RbacGrant[],
  index: RbacIndex,
): UnownedPower[] {
  const mode = target.kind === "ServiceAccount" ? "serviceaccount" : "user-info";
  const held = own.flatMap((on) => grantsOf(target, index).flatMap((their) => rightsThrough(on, their, mode)));
  const whom = held.length === 0 ? undefined : identityRights(target, actor, own, index);
  if (whom === undefined) return [];
  const direct = new Set(index.bindings.get(principalKey(actor)));
  return powersIn(held, [])
    .map(
      (power): UnownedPower => ({
        ...power,
        by: [...whom, ...power.by],
        first: { how: "impersonate", what: principalText(target) },
      }),
    )
    .filter(({ by }) => by.some(({ binding }) => direct.has(binding)));
}

/** The rules by which somebody may be impersonated at all; whoever impersonates a group has to impersonate a user with it. */
function identityRights(
  { kind, name, namespace }: RbacPrincipal,
  actor: RbacPrincipal,
  own: readonly RbacGrant[],
  index: RbacIndex,
): RbacGrant[] | undefined {
  const may = (mode: string, resource: string, of: string) =>
    decide(index, asUser(actor), {
      verb: `impersonate:${mode}`,
      apiGroup: API_GROUP,
      resource,
      name: of,
      ...(namespace === undefined ? {} : { namespace }),
    }).by;
  // Of a rule without names any user will do.
  const users =
    kind === "User" ? [name] : own.flatMap(({ rule }) => (rule.resourceNames.length === 0 ? [""] : rule.resourceNames));
  const user = users.map((each) => may("user-info", "users", each)).find((by) => by !== undefined);
  const wanted = {
    ServiceAccount: () => [may("serviceaccount", "serviceaccounts", name)],
    User: () => [user],
    Group: () => [user, may("user-info", "groups", name)],
  }[kind]();
  const rules = wanted.filter((by) => by !== undefined);
  return rules.length === wanted.length ? [...new Set(rules)] : undefined;
}

/** The rights of somebody else that a right to act as him is for. */
function rightsThrough(on: RbacGrant, their: RbacGrant, mode: string) {
  const scope = commonScope(on.binding.namespace, their.binding.namespace);
  if (scope === undefined) return [];
  const prefix = `${ACTION}${mode}:`;
  const verbs = on.rule.verbs.filter((verb) => verb.startsWith(prefix)).map((verb) => verb.slice(prefix.length));
  const { scope: namespace } = scope;
  const binding = { ...on.binding, ...(namespace === undefined ? {} : { namespace }) };
  const rule = commonRule({ ...on.rule, verbs }, their.rule);
  // Whose rule it is that grants it stands in the answer, not what is left of it.
  return heldRights(rightsOf({ rules: [rule] }), on.role, binding).map((right) => ({ ...right, by: on }));
}

/** What two rules both allow. */
function commonRule(one: RbacRule, other: RbacRule): RbacRule {
  const names = [one.resourceNames, other.resourceNames].map((listed) => (listed.length === 0 ? ["*"] : listed));
  const resourceNames = common(names[0]!, names[1]!);
  return {
    verbs: resourceNames.length === 0 ? [] : common(one.verbs, other.verbs),
    apiGroups: common(one.apiGroups, other.apiGroups),
    resources: common(one.resources, other.resources),
    resourceNames: resourceNames.includes("*") ? [] : resourceNames,
    nonResourceURLs: [],
  };
}

/** What two lists have in common, where `*` stands for everything, and in front of a slash for every resource. */
function common(one: readonly string[], other: readonly string[]): string[] {
  return one.flatMap((a) => other.flatMap((b) => (covers(a, b) ? [b] : covers(b, a) ? [a] : [])));
}

function covers(pattern: string, value: string): boolean {
  return pattern === "*" || pattern === value || (pattern.startsWith("*/") && value.endsWith(pattern.slice(1)));
}

function grantsOf(principal: RbacPrincipal, index: RbacIndex): RbacGrant[] {
  const groups = impliedGroups(principal).map((name): RbacPrincipal => ({ kind: "Group", name }));
  const bindings = [principal, ...groups].flatMap((each) => index.bindings.get(principalKey(each)) ?? []);
  return bindings.flatMap((binding) => {
    const role = index.roleOf(binding);
    return role === undefined ? [] : role.rules.map((rule) => ({ binding, role, rule }));
  });
}

function asUser(principal: RbacPrincipal): RbacUser {
  const { kind, name, namespace = "" } = principal;
  const groups = impliedGroups(principal);
  if (kind === "Group") return { name: "", groups: [name, ...groups] };
  return { name: kind === "User" ? name : subjectClaim({ namespace, serviceAccount: name }), groups };
}
