import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { isLater } from "../core/known";
import type { CountTogether } from "../core/quota";
import { countAlone } from "../core/quota";
import { show } from "../core/show";
import { claimedLater, newOneOf, programClaims } from "./claims";
import { perRun } from "./program-run";
import { assertNoIssues } from "./validation-error";

/** Something that a component writes to an identity: the path of its argument, what a fault calls it, and what tells it from others. */
export interface SharedWrite {
  readonly path: string;
  readonly what: unknown;
  readonly content: readonly unknown[];
  /** What the content means, where several texts mean the same: as it stands by default. */
  readonly meaning?: (content: readonly unknown[]) => readonly unknown[];
}

/** Whom a component writes to: an identity that it was given, or one that it makes. */
export interface SharedIdentity {
  readonly given: pulumi.Input<string> | undefined;
  readonly made?: pulumi.Output<string>;
}

/** By the path of an argument, faults that show only once its texts are known, for the hook of its resource. */
export type LateFaults = ReadonlyMap<string, () => Issue[]>;

/**
 * Claims what a component writes to an identity that others of the program may write to as well. Clouds keep such a thing once: of two
 * resources for it the second fails half-way through a deployment, or the first one that goes takes it from both. `account` and identity
 * are told apart as the things of `programClaims` are. Throws where another component was first, and returns what is still to be seen: of
 * an identity that the component makes nothing, since whoever is given that one comes later and is told, and each hook costs time.
 */
export function claimOnSharedIdentity(
  owner: pulumi.Resource,
  name: string,
  account: readonly unknown[],
  { given, made }: SharedIdentity,
  writes: readonly SharedWrite[],
): LateFaults {
  const claim = programClaims("shared-identity", owner, name);
  const faultsOf = (
    { path, meaning = (known) => known }: SharedWrite,
    [whose, what, ...content]: readonly unknown[],
  ): Issue[] => {
    // Mocks of a program's own tests may know no identity.
    const first = whose === undefined ? undefined : claim([...account, whose, ...meaning(content)], true);
    if (first === undefined) return [];
    const why = "both give it to one identity, which keeps it once, and taking either away would take it from both";
    const fault = `Leave ${show(what)} out of ${newOneOf(first.name, name)}: ${why}`;
    return [issue("identity-given-twice", path, fault)];
  };
  const claims = writes.map((write) => ({ write, words: [given ?? made, write.what, ...write.content] }));
  assertNoIssues(
    name,
    claims.flatMap(({ write, words }) => faultsOf(write, words)),
    owner,
  );
  const late = claims
    .filter(({ words }) => words.some(isLater))
    .map(
      ({ write, words }) => [write.path, claimedLater(pulumi.all(words), (known) => faultsOf(write, known))] as const,
    );
  return new Map(given === undefined ? [] : late);
}

/** Counts what a component gives to an identity with what other components of the program gave to it before; an output may be any identity. */
export function countTogether(name: string, identity: pulumi.Input<string> | undefined): CountTogether {
  if (typeof identity !== "string") return countAlone;
  const given = givenInRun();
  return (what, own) => {
    const key = JSON.stringify([identity, what]);
    const byOwner = (given.get(key) ?? new Map<string, number>()).set(name, own);
    given.set(key, byOwner);
    return [...byOwner.values()].reduce((sum, each) => sum + each, 0);
  };
}

const givenInRun = perRun(() => new Map<string, Map<string, number>>());
