import type { NamedOthers, OtherWayIn } from "../admission";
import type { Asked } from "./asked";
import type { Difference } from "./difference";

export function otherDifferences({ admission: { otherWaysIn = [] }, others: { ways } }: Asked): Iterable<Difference> {
  return otherWaysIn.length + ways.length === 0 ? [] : differentWays(otherWaysIn, ways);
}

/** A way in that the intent does not name, and one that it names and the trust does not have. */
function* differentWays(ways: readonly OtherWayIn[], named: NamedOthers["ways"]): Generator<Difference> {
  const [intended, admitted] = [named, ways].map((each) => new Set(each.map(({ key }) => key))) as [
    Set<string>,
    Set<string>,
  ];
  for (const { who, where, key, doubt } of ways) {
    if (intended.has(key)) continue;
    const why = `another way in, by ${where}: ${who}`;
    yield doubt === undefined
      ? { ...byOtherWay("over", who), why }
      : { verdict: "unknown", reason: `${why}: ${doubt}` };
  }
  for (const { who, key } of named) {
    if (!admitted.has(key)) yield { ...byOtherWay("under", who), why: `${who} is refused, which the intent names` };
  }
}

function byOtherWay<V extends "over" | "under">(verdict: V, who: string) {
  return { verdict, token: { iss: "", sub: who, aud: [] }, otherWay: who };
}
