import type { RbacIndex } from "./authorizer";
import { impersonationIn } from "./impersonation";
import type { RbacPower, UnownedPower } from "./power";
import { heldRights, powersIn } from "./powers";
import type { RbacRole } from "./rbac";
import { impliedGroups, principalKey } from "./rbac";
import type { HeldRight, RoleRight } from "./rights";
import { rightsOf } from "./rights";
import { selfGrantedPowers } from "./self-granted";

/** The powers of everybody that a binding names. */
export function powersOf(index: RbacIndex): RbacPower[] {
  const rights = new Map<RbacRole, RoleRight[]>();
  const rightsOfRole = (role: RbacRole) => {
    const known = rights.get(role) ?? rightsOf(role);
    rights.set(role, known);
    return known;
  };
  const heldBy = (key: string): HeldRight[] =>
    (index.bindings.get(key) ?? []).flatMap((binding) => {
      const role = index.roleOf(binding);
      return role === undefined ? [] : heldRights(rightsOfRole(role), role, binding);
    });
  const ofGroups = new Map<string, HeldRight[]>();
  const heldByGroup = (name: string) => {
    const known = ofGroups.get(name) ?? heldBy(principalKey({ kind: "Group", name }));
    ofGroups.set(name, known);
    return known;
  };
  const impersonated = impersonationIn(index);
  const principals = new Map(
    index.rbac.bindings.flatMap(({ subjects }) => subjects.map((subject) => [principalKey(subject), subject] as const)),
  );
  return [...principals].flatMap(([key, actor]) => {
    const own = heldBy(key);
    const implied = impliedGroups(actor).flatMap(heldByGroup);
    const plain = powersIn(own, implied);
    const has = new Set(plain.filter(isOverAll).map(({ scope }) => scope));
    // Who can run pods as everybody in a place gains nothing there.
    const gained = [...selfGrantedPowers({ actor, own, implied, index, rightsOfRole }), ...impersonated(actor)].filter(
      ({ scope }) => !has.has(undefined) && !has.has(scope),
    );
    return [...plain, ...gained].map((power) => ({ actor, ...power }));
  });
}

function isOverAll({ way, names }: UnownedPower): boolean {
  return names === undefined && (way === "run-pod" || way === "mint-token");
}
