import type { RbacGrant } from "./authorizer";
import { admissionPowers, certificatePowers } from "./cluster-powers";
import type { RbacPower, UnownedPower } from "./power";
import type { RbacRole } from "./rbac";
import type { HeldRight, RoleRight } from "./rights";
import { commonScope, rulesOf, WORKLOADS } from "./rights";
import type { RbacWay } from "./ways";

/** Rights that are a way alone. */
const ALONE: Readonly<Record<string, Pick<RbacPower, "way" | "of">>> = {
  "mint tokens": { way: "mint-token", of: "service-accounts" },
  exec: { way: "enter-pod", of: "pods" },
  attach: { way: "enter-pod", of: "pods" },
  portforward: { way: "enter-pod", of: "pods" },
  "pods/proxy": { way: "enter-pod", of: "pods" },
  ephemeralcontainers: { way: "enter-pod", of: "pods" },
  "change pods": { way: "enter-pod", of: "pods" },
  "nodes/proxy": { way: "enter-node", of: "nodes" },
  "read secrets": { way: "read-token", of: "secrets" },
  "impersonate serviceaccounts": { way: "impersonate", of: "service-accounts" },
  "impersonate users": { way: "impersonate", of: "users" },
};

export function heldRights(rights: readonly RoleRight[], role: RbacRole, binding: RbacGrant["binding"]): HeldRight[] {
  return rights
    .filter(({ isClusterWide }) => !isClusterWide || binding.namespace === undefined)
    .map(({ right, names, rule }) => ({
      right,
      by: { binding, role, rule },
      ...(names === undefined ? {} : { names }),
      ...(binding.namespace === undefined ? {} : { scope: binding.namespace }),
    }));
}

/** What rights come to, one alone or one's own together with those of groups that one is always in. */
export function powersIn(own: readonly HeldRight[], implied: readonly HeldRight[]): UnownedPower[] {
  return [
    ...own.flatMap((held) => alone(held)),
    ...together(own, own),
    ...together(own, implied),
    ...together(implied, own),
    ...admissionPowers(own, implied),
    ...certificatePowers(own, implied),
  ];
}

function alone({ right, scope, names, by }: HeldRight): UnownedPower[] {
  const found = { by: [by], ...(scope === undefined ? {} : { scope }) };
  const named = names === undefined ? {} : { names };
  if (names?.every((name) => name === "")) return [];
  const row = Object.hasOwn(ALONE, right) ? ALONE[right] : undefined;
  if (row !== undefined) return [{ ...found, ...named, ...row }];
  const [word = "", resource = ""] = right.split(" ");
  if (!isWorkload(resource)) return [];
  // A request that creates names no object, so a rule with names never allows one alone.
  if (word === "create" && names === undefined) return [{ ...found, way: "run-pod", of: "service-accounts" }];
  if (word === "change") return [{ ...found, ...named, way: "change-workload", of: "workloads", resource }];
  return [];
}

function isWorkload(resource: string): boolean {
  return Object.hasOwn(WORKLOADS, resource);
}

/** Rights that need others. */
function together(own: readonly HeldRight[], others: readonly HeldRight[]): UnownedPower[] {
  const byRight = new Map<string, HeldRight[]>();
  for (const held of others) byRight.set(held.right, [...(byRight.get(held.right) ?? []), held]);
  const partners = (right: string) => byRight.get(right) ?? [];
  return own.flatMap((first): UnownedPower[] => {
    const [word, resource = ""] = first.right.split(" ");
    // An apply of an object that is not there yet needs both verbs, and names it.
    const makes =
      first.names === undefined
        ? [undefined]
        : partners(`patch ${resource}`).filter((second) => shareName(first, second));
    if (first.right === "create secrets") {
      return makes.flatMap((second) =>
        partners("read secrets").flatMap((third) =>
          joined([first, ...(second === undefined ? [] : [second]), third], "make-token"),
        ),
      );
    }
    if (word === "create" && isWorkload(resource)) {
      return makes.flatMap((second) => (second === undefined ? [] : joined([first, second], "run-pod")));
    }
    if (first.right === "impersonate groups") {
      // Whoever impersonates a group has to impersonate a user with it.
      const [second] = [...partners("impersonate users"), ...partners("impersonate serviceaccounts")];
      if (second === undefined) return [];
      const { names } = first;
      return [
        { way: "impersonate", of: "groups", by: rulesOf([first, second]), ...(names === undefined ? {} : { names }) },
      ];
    }
    return [];
  });
}

function shareName(one: HeldRight, other: HeldRight): boolean {
  return other.names === undefined || one.names === undefined || one.names.some((name) => other.names!.includes(name));
}

function joined(rights: readonly HeldRight[], way: RbacWay): UnownedPower[] {
  const common = rights.reduce<{ scope?: string } | undefined>(
    (scope, right) => (scope === undefined ? undefined : commonScope(scope.scope, right.scope)),
    {},
  );
  return common === undefined ? [] : [{ way, of: "service-accounts", ...common, by: rulesOf(rights) }];
}
