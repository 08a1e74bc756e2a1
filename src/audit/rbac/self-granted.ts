import type { RbacIndex } from "./authorizer";
import type { UnownedPower } from "./power";
import { heldRights, powersIn } from "./powers";
import type { RbacBinding, RbacPrincipal, RbacRole } from "./rbac";
import { principalKey, SUPERUSERS } from "./rbac";
import type { HeldRight, RoleRight } from "./rights";
import { rulesOf } from "./rights";
import type { SelfGrant } from "./ways";

/** Somebody, and what is needed to see which rights it can give itself. */
export interface SelfGranter {
  readonly actor: RbacPrincipal;
  readonly own: readonly HeldRight[];
  /** Of groups that it is always in. */
  readonly implied: readonly HeldRight[];
  readonly index: RbacIndex;
  rightsOfRole(role: RbacRole): readonly RoleRight[];
}

/**
 * Powers of rights that somebody can give itself. The API server lets nobody write into a role, or bind, what he does not have already, but for
 * two verbs, `escalate` and `bind`, and what an aggregated role takes over is checked where it is written (Kubernetes 1.34, `policybased/storage.go`).
 */
export function selfGrantedPowers(granter: SelfGranter): UnownedPower[] {
  const held = [...granter.own, ...granter.implied];
  const ownRules = new Set(granter.own.map(({ by }) => by.rule));
  const isOwn = ({ by }: UnownedPower) => by.some(({ rule }) => ownRules.has(rule));
  if (!held.some(({ right }) => /^(bind|escalate|impersonate groups)/.test(right))) return [];
  const find = finderIn(held);
  return [...impersonated(held, find), ...bound(granter, held, find), ...escalated(granter, held, find)].filter(isOwn);
}

/** Every right in a scope, by the plainest way. */
function everything(scope: string | undefined, by: readonly HeldRight[], how: SelfGrant, what: string): UnownedPower {
  const named = scope === undefined ? {} : { scope };
  return { way: "mint-token", of: "service-accounts", ...named, by: rulesOf(by), first: { how, what } };
}

/** Finds a right for an object of that name; `""` stands for a request that names none. */
type FindRight = (right: string, scope: string | undefined, name: string) => HeldRight | undefined;

function finderIn(held: readonly HeldRight[]): FindRight {
  const places = new Map<string, HeldRight[]>();
  for (const each of held) {
    const place = `${each.right} in ${each.scope ?? ""}`;
    const known = places.get(place);
    if (known === undefined) places.set(place, [each]);
    else known.push(each);
  }
  return (right, scope, name) =>
    [undefined, scope]
      .flatMap((place) => places.get(`${right} in ${place ?? ""}`) ?? [])
      .find(({ names }) => names === undefined || names.includes(name));
}

function impersonated(held: readonly HeldRight[], find: FindRight): UnownedPower[] {
  const group = find("impersonate groups", undefined, SUPERUSERS);
  const user = held.find(({ right }) => right === "impersonate users" || right === "impersonate serviceaccounts");
  if (group === undefined || user === undefined) return [];
  return [everything(undefined, [group, user], "impersonate", `group ${SUPERUSERS}`)];
}

/** A role that can be bound, also one that is not there yet. */
interface Bindable {
  readonly kind: "Role" | "ClusterRole";
  readonly role: RbacRole;
  readonly isNew: boolean;
}

/** What a new binding gives, or one that somebody writes himself into. */
function bound({ index, rightsOfRole }: SelfGranter, held: readonly HeldRight[], find: FindRight): UnownedPower[] {
  const binds = held.filter(({ right }) => right.startsWith("bind "));
  return binds.flatMap((bind) =>
    bindable(bind, held, index).flatMap((bindable) => {
      const { kind, role } = bindable;
      const what = `${kind} ${role.name}`;
      const written = writable(find, bindable);
      return placesToBind(held, bind, bindable, index, find).flatMap(({ scope, by }): UnownedPower[] => {
        if (written !== undefined) return [everything(scope, [bind, ...by, ...written], "escalate", what)];
        const named = scope === undefined ? {} : { namespace: scope };
        const binding: RbacBinding = {
          ...named,
          name: "",
          role: { kind, name: role.name },
          subjects: [],
          isBuiltIn: false,
        };
        return powersIn(heldRights(rightsOfRole(role), role, binding), []).map((power) => ({
          ...power,
          by: rulesOf([...by, bind]),
          first: { how: "bind", what },
        }));
      });
    }),
  );
}

/** The roles that a right to bind is for. For every ClusterRole it is for `cluster-admin`, and that is enough to know. */
function bindable({ right, scope, names }: HeldRight, held: readonly HeldRight[], index: RbacIndex): Bindable[] {
  const kind = right === "bind roles" ? "Role" : "ClusterRole";
  const wanted = kind === "Role" ? names : (names ?? ["cluster-admin"]);
  const there =
    kind === "Role"
      ? index.rolesIn(scope).filter(({ name }) => wanted === undefined || wanted.includes(name))
      : (wanted ?? []).flatMap((name) => index.clusterRole(name) ?? []);
  const places = kind === "ClusterRole" ? [undefined] : scope !== undefined ? [scope] : placesToWrite(held);
  const fresh = (wanted ?? [ANY_NEW_NAME]).flatMap((name) =>
    places
      .filter((place) => !there.some((role) => role.name === name && role.namespace === place))
      .map((place) => newRole(place, name)),
  );
  return [
    ...there.map((role) => ({ kind, role, isNew: false }) as const),
    ...fresh.map((role) => ({ kind, role, isNew: true }) as const),
  ];
}

/** A name that no role has: where every name is allowed, so is a new one. */
const ANY_NEW_NAME = "(a new one)";

function newRole(namespace: string | undefined, name: string): RbacRole {
  return { name, rules: [], isAggregated: false, ...(namespace === undefined ? {} : { namespace }) };
}

function placesToWrite(held: readonly HeldRight[]): (string | undefined)[] {
  return [...new Set(held.filter(({ right }) => right === "escalate roles").map(({ scope }) => scope))];
}

interface Place {
  /** The namespace of the binding; absent for a ClusterRoleBinding and for RoleBindings of every namespace. */
  readonly scope?: string;
  readonly by: readonly HeldRight[];
}

function placesToBind(
  held: readonly HeldRight[],
  bind: HeldRight,
  { kind, role }: Bindable,
  index: RbacIndex,
  find: FindRight,
): Place[] {
  const wanted = role.namespace ?? bind.scope;
  const inCluster =
    kind === "ClusterRole" && wanted === undefined ? find("create clusterrolebindings", undefined, "") : undefined;
  if (inCluster !== undefined) return [{ by: [inCluster] }];
  const creates = held
    .filter((each) => each.right === "create rolebindings" && each.names === undefined)
    .filter((each) => wanted === undefined || each.scope === undefined || each.scope === wanted)
    .map((each) => placeIn(wanted ?? each.scope, [each]));
  // The role of a binding cannot be changed, so one that somebody writes himself into gives the role that it binds.
  const writes = index
    .bindingsOf(kind, role.name, role.namespace)
    .filter(({ namespace }) => wanted === undefined || namespace === wanted)
    .flatMap(({ namespace, name }) => {
      const right = namespace === undefined ? "write clusterrolebindings" : "write rolebindings";
      const write = find(right, namespace, name);
      return write === undefined ? [] : [placeIn(namespace, [write])];
    });
  return [...creates, ...writes];
}

function placeIn(scope: string | undefined, by: readonly HeldRight[]): Place {
  return { by, ...(scope === undefined ? {} : { scope }) };
}

/** What somebody gets who writes into a role that he has, or into one that such a role takes over. */
function escalated(
  { actor, own, implied, index }: SelfGranter,
  held: readonly HeldRight[],
  find: FindRight,
): UnownedPower[] {
  if (!held.some(({ right }) => right.startsWith("escalate "))) return [];
  // A binding of a role that is not there gives nothing yet, and everything to whoever makes that role.
  const bindings = new Set([
    ...(index.bindings.get(principalKey(actor)) ?? []),
    ...[...own, ...implied].map(({ by }) => by.binding),
  ]);
  const source = anyWritable(held, index, find);
  return [...bindings].flatMap((binding) => {
    const { kind, name } = binding.role;
    const there = index.roleOf(binding);
    const role = there ?? newRole(kind === "Role" ? binding.namespace : undefined, name);
    const written = writable(find, { kind, role, isNew: there === undefined });
    const what = `${kind} ${name}`;
    if (written !== undefined) return [everything(binding.namespace, written, "escalate", what)];
    return role.isAggregated && source !== undefined ? [everything(binding.namespace, source, "aggregate", what)] : [];
  });
}

/** The rights by which somebody writes more into a role than he has; `undefined` where one is missing. */
function writable(find: FindRight, { kind, role: { namespace, name }, isNew }: Bindable): HeldRight[] | undefined {
  const resource = kind === "Role" ? "roles" : "clusterroles";
  const all = (names: Readonly<Record<string, string>>) => {
    const rights = Object.entries(names).flatMap(([verb, of]) => find(`${verb} ${resource}`, namespace, of) ?? []);
    return rights.length === Object.keys(names).length ? rights : undefined;
  };
  if (!isNew) return all({ escalate: name, write: name });
  // A request that creates names nothing; one that writes what is not there yet does.
  return all({ escalate: "", create: "" }) ?? all({ escalate: name, create: name, write: name });
}

/** Rights to write every right into some ClusterRole, whichever it is. */
function anyWritable(held: readonly HeldRight[], index: RbacIndex, find: FindRight): HeldRight[] | undefined {
  const kind = "ClusterRole";
  const names = held.flatMap((each) =>
    each.right === "escalate clusterroles" ? (each.names ?? ["cluster-admin"]) : [],
  );
  const there = names.flatMap((name) => index.clusterRole(name) ?? []);
  return [
    { kind, role: newRole(undefined, ANY_NEW_NAME), isNew: true } as const,
    ...there.map((role) => ({ kind, role, isNew: false }) as const),
    ...names.map((name) => ({ kind, role: newRole(undefined, name), isNew: true }) as const),
  ]
    .map((role) => writable(find, role))
    .find((rights) => rights !== undefined);
}
