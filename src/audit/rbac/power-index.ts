import type { RbacAccount, RbacInventory } from "./inventory";
import { namedObjects } from "./inventory";
import type { RbacPower } from "./power";

/** Powers by what they are over, so that who reaches one ServiceAccount is found without looking at the others. */
export interface PowerIndex {
  /** Over every ServiceAccount of the cluster. */
  readonly everywhere: readonly RbacPower[];
  /** Over every ServiceAccount of a namespace alone. */
  in(namespace: string): readonly RbacPower[];
  /** Over this one alone. */
  on(account: RbacAccount): readonly RbacPower[];
  /** Over any ServiceAccount of a namespace, or of the cluster: whoever has one is in the group of them. */
  onSome(namespace?: string): readonly RbacPower[];
  /** Over a user or a group. */
  onUser(name: string): readonly RbacPower[];
  onGroup(name: string): readonly RbacPower[];
}

/** Powers by a text; those of a text that nobody has are none. */
class Shelf {
  private readonly powers = new Map<string, RbacPower[]>();

  put(key: string, power: RbacPower): void {
    const known = this.powers.get(key);
    if (known === undefined) this.powers.set(key, [power]);
    else if (known[known.length - 1] !== power) known.push(power);
  }

  at(key: string): readonly RbacPower[] {
    return this.powers.get(key) ?? [];
  }
}

export function indexPowers(powers: readonly RbacPower[], inventory: RbacInventory): PowerIndex {
  const everywhere: RbacPower[] = [];
  const everyone: RbacPower[] = [];
  const [inNamespace, inSome, onAccount, onName, readers, onUser, onGroup] = Array.from(
    { length: 7 },
    () => new Shelf(),
  );
  const placeInNamespace = (namespace: string | undefined, power: RbacPower) => {
    if (namespace === undefined) everywhere.push(power);
    else inNamespace!.put(namespace, power);
  };
  const placeOnAccount = (namespace: string, name: string, power: RbacPower) => {
    onAccount!.put(`${namespace}/${name}`, power);
    inSome!.put(namespace, power);
  };
  const named = namedObjects(inventory);
  for (const power of powers) {
    const { of, scope, names, way, resource } = power;
    if (of === "users" || of === "groups") {
      for (const name of names ?? ["*"]) (of === "users" ? onUser : onGroup)!.put(name, power);
      continue;
    }
    everyone.push(power);
    if (way === "read-token" && names === undefined) readers!.put(scope ?? "", power);
    else if (names === undefined) placeInNamespace(scope, power);
    else if (of === "service-accounts") {
      for (const name of names) {
        if (scope === undefined) onName!.put(name, power);
        else placeOnAccount(scope, name, power);
      }
    } else if (named.isUnknown(of)) placeInNamespace(scope, power);
    else {
      for (const name of names) {
        for (const each of named.find(of, name, resource)) {
          if (scope !== undefined && each.namespace !== scope) continue;
          // A template can be given any ServiceAccount of its namespace, a pod keeps the one that it has.
          if (of === "workloads") placeInNamespace(each.namespace, power);
          else placeOnAccount(each.namespace, each.serviceAccount, power);
        }
      }
    }
  }
  const withToken = new Set(
    inventory.tokenSecrets.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`),
  );
  return {
    everywhere,
    in: (namespace) => inNamespace!.at(namespace),
    on: ({ namespace, name }) => [
      ...onAccount!.at(`${namespace}/${name}`),
      ...onName!.at(name),
      ...(withToken.has(`${namespace}/${name}`) ? [...readers!.at(""), ...readers!.at(namespace)] : []),
    ],
    onSome: (namespace) =>
      namespace === undefined ? everyone : [...everywhere, ...inNamespace!.at(namespace), ...inSome!.at(namespace)],
    onUser: (name) => [...onUser!.at("*"), ...onUser!.at(name)],
    onGroup: (name) => [...onGroup!.at("*"), ...onGroup!.at(name)],
  };
}
