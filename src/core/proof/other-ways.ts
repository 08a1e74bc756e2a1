import type { NamedOthers, OtherWayIn } from "../admission";
import type { Asked } from "./asked";
import type { Difference } from "./difference";

export function otherDifferences({ admission: { otherWaysIn = [] }, others: { ways } }: Asked): Iterable<Difference> {
  return otherWaysIn.length + ways.length === 0 ? [] : differentWays(otherWaysIn, ways);
}

/** A way in that the intent does not name, and one that it names and the trust does not have, or not for certain. */
function* differentWays(ways: readonly OtherWayIn[], named: NamedOthers["ways"]): Generator<Difference> {
  const intended = new Map(named.map(({ key, who }) => [key, who]));
  const admitted = new Map<string, OtherWayIn>();
  for (const way of ways) {
    const known = admitted.get(way.key);
    if (intended.has(way.key)) admitted.set(way.key, isCertain(known) ? known : way);
    else yield unnamed(way, new Set(intended.values()));
  }
  for (const { who, key } of named) {
    const way = admitted.get(key);
    if (way === undefined) {
      yield { ...byOtherWay("under", who), why: `${who} is refused, which the intent names` };
    } else if (way.mayBeRefusedBy !== undefined) {
      const instead = "write what it asks for into the conditions of the Allow, and name these with the intent";
      const why = `${who}, which the intent names, may be refused by the Deny of ${way.mayBeRefusedBy}`;
      yield { verdict: "unknown", reason: `${why}: ${instead}` };
    }
  }
}

function isCertain(way: OtherWayIn | undefined): way is OtherWayIn {
  return way !== undefined && way.mayBeRefusedBy === undefined;
}

function unnamed({ who, where, under, doubt }: OtherWayIn, named: ReadonlySet<string>): Difference {
  const conditions = under === undefined ? "" : ` under ${under}`;
  const otherwise = named.has(who) ? "; the intent names it under other conditions" : "";
  const why = `another way in, by ${where}: ${who}${conditions}${otherwise}`;
  return doubt === undefined ? { ...byOtherWay("over", who), why } : { verdict: "unknown", reason: `${why}: ${doubt}` };
}

function byOtherWay<V extends "over" | "under">(verdict: V, who: string) {
  return { verdict, token: { iss: "", sub: who, aud: [] }, otherWay: who };
}
