import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { show } from "../core/show";
import { perRun } from "./program-run";
import type { Settled } from "./settled-value";
import { settled } from "./settled-value";

/** What an owner says it does with a thing. */
interface Claim<Terms> {
  /** The owner's name, for faults. */
  readonly name: string;
  readonly terms: Terms;
  readonly owner: object;
}

/**
 * Claims `thing` on these terms, in place of what the same owner claimed of it before. Returns another owner's claim that stands in the way;
 * both are recorded, for each stands in the other's.
 */
type MakeClaim<Terms> = (thing: readonly unknown[], terms: Terms) => Claim<Terms> | undefined;

/**
 * Claims of one kind of thing that a program should own once, such as the registration of an issuer in an account: what two components
 * both create would fail half-way through a deployment, this finds it at preview. `owner` is the component that claims; `mayShare`
 * tells whose terms go together, by default nobody's.
 *
 * A thing is named by plain values and by objects, which are the same only to themselves: an Output can be claimed as the object that
 * it is while the component is constructed, and as its value once that is known (`claimedLater`). A resource, such as the provider that says
 * which account is meant, is also known by its URN then: in other languages every component gets objects of its own. Call this
 * while the component is constructed, and the returned function whenever more is known.
 */
export function programClaims<Terms = true>(
  kind: string,
  owner: object,
  name: string,
  mayShare: (theirs: Terms, ours: Terms) => boolean = () => false,
): MakeClaim<Terms> {
  const claimed = claimsOfRun() as Map<string, Map<unknown, Claim<Terms>>>;
  const self = ownerWord(owner);
  return (thing, terms) => {
    const places = [wordOf, urnOf].map((word) => JSON.stringify([kind, ...thing.map(word)]));
    const others = places.flatMap((place) => [...(claimed.get(place) ?? [])]).filter(([other]) => other !== self);
    for (const place of places) {
      claimed.set(place, (claimed.get(place) ?? new Map<unknown, Claim<Terms>>()).set(self, { name, terms, owner }));
    }
    return others
      .map(([, claim]) => claim)
      .find((claim) => !withdrawn.has(claim.owner) && !mayShare(claim.terms, terms));
  };
}

/** Takes back all that an owner has claimed: whoever is not constructed owns nothing. */
export function withdrawClaims(owner: object): void {
  withdrawn.add(owner);
}

const withdrawn = new WeakSet<object>();

/**
 * A claim on what is known later, made as soon as it is: what stays as it is runs no hook, and stands in the way of others all the same,
 * whichever claims first. The returned function is for the hook of what is claimed, which refuses it.
 */
export function claimedLater<T>(values: pulumi.Output<T>, claim: (known: T) => Issue[]): () => Issue[] {
  let claimAgain = (): Issue[] => [];
  values.apply((known) => {
    claimAgain = () => claim(known as T);
    claimAgain();
  });
  return () => claimAgain();
}

/**
 * Which of two owners gives way, in the words of a fault. Which one is deployed the state alone knows, and the program may name the new one
 * first: advice for the deployed one would take the thing from both, or make it anew under running pods.
 */
export function newOneOf(one: string, other: string): string {
  return `the new one of ${show(one)} and ${show(other)}, for what is deployed stays as it is`;
}

const claimsOfRun = perRun(() => new Map<string, Map<unknown, Claim<unknown>>>());

/**
 * Two resources of one type, name and parent are one: an engine refuses the second, and unit tests construct a program again and again
 * under the same mocks.
 */
function ownerWord(owner: object): unknown {
  if (!pulumi.Resource.isInstance(owner)) return owner;
  const words: unknown[] = [];
  for (let resource = owner as Named | undefined; resource !== undefined; resource = resource.__parentResource) {
    words.push(resource.__pulumiType, resource.__name);
  }
  return JSON.stringify(words);
}

/** What a resource knows of itself before it has a URN. */
interface Named {
  readonly __pulumiType?: string;
  readonly __name?: string;
  readonly __parentResource?: Named;
}

/** Objects are told apart by a number of their own. */
function wordOf(part: unknown): unknown {
  if (typeof part !== "object" || part === null) return part ?? null;
  if (!numbers.has(part)) numbers.set(part, ++lastNumber);
  return { object: numbers.get(part) };
}

const numbers = new WeakMap<object, number>();
let lastNumber = 0;

/** The URN of a resource, once it is known; of anything else the same word. */
function urnOf(part: unknown): unknown {
  if (!pulumi.Resource.isInstance(part)) return wordOf(part);
  const known = urns.get(part) ?? settled(part.urn);
  urns.set(part, known);
  return known.value() ?? wordOf(part);
}

const urns = new WeakMap<pulumi.Resource, Settled<string>>();
