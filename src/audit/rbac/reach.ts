import type { RbacGrant } from "./authorizer";
import { indexRbac } from "./authorizer";
import type { RbacAccount, RbacInventory } from "./inventory";
import type { RbacPower } from "./power";
import type { PowerIndex } from "./power-index";
import { indexPowers } from "./power-index";
import { powersOf } from "./powers-of";
import type { Rbac, RbacPrincipal } from "./rbac";
import { ALL_SERVICE_ACCOUNTS, AUTHENTICATED, principalKey, SUPERUSERS } from "./rbac";
import type { RbacWay } from "./ways";
import { WAYS } from "./ways";

/** One step on the way to a ServiceAccount: who becomes whom, how, and by which rules. */
export interface RbacStep {
  readonly actor: RbacPrincipal;
  readonly becomes: RbacPrincipal;
  /** The plainest first. */
  readonly ways: readonly RbacWay[];
  readonly first?: RbacPower["first"];
  readonly by: readonly RbacGrant[];
}

/** How somebody becomes a ServiceAccount. */
export interface RbacPath {
  readonly actor: RbacPrincipal;
  /** Whether it ends with a token that a cloud takes. */
  readonly reachesClouds: boolean;
  /** More than one where others are become on the way; the first is the actor's own. */
  readonly steps: readonly RbacStep[];
}

/** Who can become the ServiceAccounts of a cluster. */
export interface RbacReach {
  /** Those who can become every one of them. */
  readonly everywhere: readonly RbacPath[];
  /** Those who can become every one of a namespace, but not of the cluster. */
  in(namespace: string): readonly RbacPath[];
  /** Those who can become this one, but not all of its namespace or of the cluster. */
  on(account: RbacAccount): readonly RbacPath[];
  /** All who can become this one. */
  to(account: RbacAccount): readonly RbacPath[];
}

/** Reads roles and bindings for who can become whom, also by way of others. */
export function reachOf(rbac: Rbac, inventory: RbacInventory): RbacReach {
  const powers = indexPowers(powersOf(indexRbac(rbac)), inventory);
  const everyAccount: RbacPrincipal = { kind: "Group", name: ALL_SERVICE_ACCOUNTS };
  const everywhere = [superusers(everyAccount), ...pathsTo(everyAccount, powers.everywhere, powers, [])];
  const ofEverywhere = knownOf(everywhere);
  // Who reaches clouds as everybody is told already, and is not looked at again for each.
  const below = {
    ...powers,
    everywhere: powers.everywhere.filter(({ actor }) => !ofEverywhere.toClouds.has(principalKey(actor))),
  };
  const generic = new Map<string, RbacPower[]>();
  const notes = (power: RbacPower) => {
    const key = principalKey(power.actor);
    const known = generic.get(key);
    if (known === undefined) generic.set(key, [power]);
    else known.push(power);
  };
  for (const power of powers.everywhere) if (power.actor.kind === "ServiceAccount") notes(power);
  const byNamespace = new Map<string, { paths: readonly RbacPath[]; known: KnownActors }>();
  const inNamespace = (namespace: string) => {
    const found = byNamespace.get(namespace);
    if (found !== undefined) return found;
    const accounts: RbacPrincipal = { kind: "Group", name: `${ALL_SERVICE_ACCOUNTS}:${namespace}` };
    const paths = pathsTo(accounts, powers.in(namespace), below, [ofEverywhere]);
    const made = { paths, known: knownOf(paths) };
    byNamespace.set(namespace, made);
    for (const power of powers.in(namespace)) if (power.actor.kind === "ServiceAccount") notes(power);
    return made;
  };
  const onAccount = (account: RbacAccount) => {
    const { namespace } = account;
    const target: RbacPrincipal = { kind: "ServiceAccount", ...account };
    const broader = [ofEverywhere, inNamespace(namespace).known];
    // By its own rights a ServiceAccount may go further than who only acts as it in the cluster.
    const own = generic.get(principalKey(target)) ?? [];
    const ofItself = own.filter(({ scope }) => scope === undefined || scope === namespace);
    return pathsTo(target, [...powers.on(account), ...ofItself], below, broader);
  };
  return {
    everywhere,
    in: (namespace) => inNamespace(namespace).paths,
    on: onAccount,
    to: (account) =>
      [...everywhere, ...inNamespace(account.namespace).paths, ...onAccount(account)].filter(
        ({ actor: { kind, namespace, name } }) =>
          kind !== "ServiceAccount" || namespace !== account.namespace || name !== account.name,
      ),
  };
}

/** Those who are told for a larger place, by whether they reach clouds. */
interface KnownActors {
  readonly toClouds: ReadonlySet<string>;
  readonly all: ReadonlySet<string>;
}

function knownOf(paths: readonly RbacPath[]): KnownActors {
  const toClouds = paths.filter(({ reachesClouds }) => reachesClouds);
  return {
    toClouds: new Set(toClouds.map(({ actor }) => principalKey(actor))),
    all: new Set(paths.map(({ actor }) => principalKey(actor))),
  };
}

function superusers(becomes: RbacPrincipal): RbacPath {
  const actor: RbacPrincipal = { kind: "Group", name: SUPERUSERS };
  const ways = Object.keys(WAYS) as RbacWay[];
  return { actor, reachesClouds: true, steps: [{ actor, becomes, ways, by: [] }] };
}

/** The paths of everybody who has one of these powers or becomes somebody who has; those of larger places are left out. */
function pathsTo(
  target: RbacPrincipal,
  last: readonly RbacPower[],
  powers: PowerIndex,
  broader: readonly KnownActors[],
): RbacPath[] {
  const targetKey = principalKey(target);
  const toClouds = last.filter(({ way }) => WAYS[way].reachesClouds);
  const first = walk(target, toClouds, powers, (key) => broader.some((known) => known.toClouds.has(key)));
  const inCluster = last.filter(({ way }) => !WAYS[way].reachesClouds);
  const found = new Set(first.map(({ step }) => principalKey(step.actor)));
  const rest = walk(target, inCluster, powers, (key) => found.has(key) || broader.some((known) => known.all.has(key)));
  return [...first.map((way) => pathOf(way, true)), ...rest.map((way) => pathOf(way, false))].filter(
    ({ actor }) => target.kind === "Group" || principalKey(actor) !== targetKey,
  );
}

/** Its steps are put together when they are asked for: ways share their ends, and there may be thousands. */
function pathOf(way: Way, reachesClouds: boolean): RbacPath {
  return {
    actor: way.step.actor,
    reachesClouds,
    get steps() {
      const steps: RbacStep[] = [];
      for (let at: Way | undefined = way; at !== undefined; at = at.rest) steps.push(at.step);
      return steps;
    },
  };
}

interface Way {
  readonly step: RbacStep;
  readonly rest: Way | undefined;
}

/** Goes back from a target, breadth first, so that the first way to somebody is the shortest. */
function walk(
  target: RbacPrincipal,
  last: readonly RbacPower[],
  powers: PowerIndex,
  isLeftOut: (key: string) => boolean,
): Way[] {
  const seen = new Set<string>();
  const isNew = (key: string) => !seen.has(key) && !isLeftOut(key);
  const back = predecessors(powers);
  const found: Way[] = [];
  const take = (becomes: RbacPrincipal, over: readonly RbacPower[], rest: Way | undefined): Way[] => {
    const steps = stepsOf(
      becomes,
      over.filter(({ actor }) => isNew(principalKey(actor))),
    );
    for (const { actor } of steps) seen.add(principalKey(actor));
    // Every way of the last step is told, of those before it one.
    return (rest === undefined ? steps : oneForEach(steps)).map((step) => ({ step, rest }));
  };
  let next = take(target, last, undefined);
  while (next.length > 0) {
    found.push(...next);
    const steps = new Map(next.map((way) => [way.step, way]));
    next = oneForEach([...steps.keys()]).flatMap((step) => take(step.actor, back(step.actor), steps.get(step)));
  }
  return found;
}

function oneForEach(steps: readonly RbacStep[]): RbacStep[] {
  return [...new Map(steps.map((step) => [principalKey(step.actor), step])).values()];
}

/** Who can become somebody. What is over all ServiceAccounts of a place is told once. */
function predecessors(powers: PowerIndex): (actor: RbacPrincipal) => readonly RbacPower[] {
  const told = new Set<string>();
  const once = (place: string, found: () => readonly RbacPower[]) => {
    if (told.has(place)) return [];
    told.add(place);
    return found();
  };
  return ({ kind, name, namespace = "" }) => {
    if (kind === "User") return powers.onUser(name);
    if (kind === "ServiceAccount") {
      return [
        ...powers.on({ namespace, name }),
        ...once(`in ${namespace}`, () => powers.in(namespace)),
        ...once("everywhere", () => powers.everywhere),
      ];
    }
    // Everybody is in these groups already.
    if (name === AUTHENTICATED || name === "system:unauthenticated") return [];
    if (name === ALL_SERVICE_ACCOUNTS) return [...powers.onGroup(name), ...once("some", () => powers.onSome())];
    const of = name.startsWith(`${ALL_SERVICE_ACCOUNTS}:`) ? name.slice(ALL_SERVICE_ACCOUNTS.length + 1) : undefined;
    const members = of === undefined ? [] : once(`some in ${of}`, () => powers.onSome(of));
    return [...powers.onGroup(name), ...members];
  };
}

/** One step for each actor and the bindings that it owes its powers to. */
function stepsOf(becomes: RbacPrincipal, over: readonly RbacPower[]): RbacStep[] {
  const groups = new Map<string, RbacPower[]>();
  for (const power of over) {
    const bindings = power.by.map(({ binding }) => `${binding.namespace ?? ""}/${binding.name}`);
    const key = [principalKey(power.actor), power.first?.how, power.first?.what, ...bindings].join(" ");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [power]);
    else known.push(power);
  }
  return [...groups.values()].map((of) => {
    const { actor, first } = of[0]!;
    const used = new Set(of.map(({ way }) => way));
    const rules = new Map(of.flatMap(({ by }) => by.map((grant) => [grant.rule, grant] as const)));
    return {
      actor,
      becomes,
      ways: (Object.keys(WAYS) as RbacWay[]).filter((way) => used.has(way)),
      ...(first === undefined ? {} : { first }),
      by: [...rules.values()],
    };
  });
}
