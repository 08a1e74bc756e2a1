import type { RbacAttributes } from "./matches";
import { ruleAllows } from "./matches";
import type { Rbac, RbacBinding, RbacRole, RbacRule } from "./rbac";
import { principalKey, SUPERUSERS, userPrincipal } from "./rbac";

/** Who asks, with all groups that the authenticator puts it in; none are added. */
export interface RbacUser {
  readonly name: string;
  readonly groups: readonly string[];
}

/** A rule, and how somebody comes to it. */
export interface RbacGrant {
  readonly binding: RbacBinding;
  readonly role: RbacRole;
  readonly rule: RbacRule;
}

/** The same objects, found by who is bound. */
export interface RbacIndex {
  readonly rbac: Rbac;
  /** Bindings by the key of a principal. */
  readonly bindings: ReadonlyMap<string, readonly RbacBinding[]>;
  /** The role of a binding; `undefined` where it does not exist, and then the binding gives nothing. */
  roleOf(binding: RbacBinding): RbacRole | undefined;
  clusterRole(name: string): RbacRole | undefined;
  /** The Roles of a namespace, or of all where none is said. */
  rolesIn(namespace: string | undefined): readonly RbacRole[];
  /** The bindings of a role, whether it exists or not; `namespace` is that of a Role. */
  bindingsOf(kind: "Role" | "ClusterRole", name: string, namespace: string | undefined): readonly RbacBinding[];
}

export function indexRbac(rbac: Rbac): RbacIndex {
  const bindings = new Map<string, RbacBinding[]>();
  const byRole = new Map<string, RbacBinding[]>();
  for (const binding of rbac.bindings) {
    for (const key of new Set(binding.subjects.map(principalKey))) put(bindings, key, binding);
    put(byRole, roleKey(binding.role.kind, binding.namespace, binding.role.name), binding);
  }
  const roles = new Map<string, RbacRole>();
  const byNamespace = new Map<string, RbacRole[]>();
  for (const role of rbac.roles) {
    const { namespace, name } = role;
    roles.set(roleKey(namespace === undefined ? "ClusterRole" : "Role", namespace, name), role);
    if (namespace !== undefined) put(byNamespace, namespace, role);
  }
  return {
    rbac,
    bindings,
    roleOf: ({ namespace, role }) => roles.get(roleKey(role.kind, namespace, role.name)),
    clusterRole: (name) => roles.get(roleKey("ClusterRole", undefined, name)),
    rolesIn: (namespace) =>
      namespace === undefined ? [...byNamespace.values()].flat() : (byNamespace.get(namespace) ?? []),
    bindingsOf: (kind, name, namespace) => byRole.get(roleKey(kind, namespace, name)) ?? [],
  };
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

/** A ClusterRole is of no namespace, and a Role that no namespace can be told of is none. */
function roleKey(kind: "Role" | "ClusterRole", namespace: string | undefined, name: string): string {
  return kind === "ClusterRole" ? `/${name}` : `${namespace ?? "(none)"}/${name}`;
}

/** Whether a user may do something, and by which rule; there is none for `system:masters`, whom the API server lets do everything. */
export function decide(
  index: RbacIndex,
  { name, groups }: RbacUser,
  attributes: RbacAttributes,
): { readonly allowed: boolean; readonly by?: RbacGrant } {
  if (groups.includes(SUPERUSERS)) return { allowed: true };
  const keys = [
    principalKey(userPrincipal(name)),
    ...groups.map((group) => principalKey({ kind: "Group", name: group })),
  ];
  for (const key of keys) {
    for (const binding of index.bindings.get(key) ?? []) {
      if (binding.namespace !== undefined && binding.namespace !== attributes.namespace) continue;
      const role = index.roleOf(binding);
      const rule = role?.rules.find((each) => ruleAllows(each, attributes));
      if (role !== undefined && rule !== undefined) return { allowed: true, by: { binding, role, rule } };
    }
  }
  return { allowed: false };
}
