import type * as pulumi from "@pulumi/pulumi";
import { isLater } from "../core/known";
import type { Settled } from "./settled-value";
import { settled } from "./settled-value";

/**
 * For each of several grants, whether another one turns out to be the same once their texts are known; `undefined` where nothing can
 * turn out. `alike` says of two that nothing but their texts tells them apart. One not known yet is no twin: it looks for itself later.
 */
export function finalTwins<T>(
  grants: readonly T[],
  textOf: (grant: T) => pulumi.Input<string> | undefined,
  alike: (one: T, other: T) => boolean,
): ((() => boolean) | undefined)[] {
  const finals = new Map<T, Settled<string>>();
  const finalOf = (grant: T) => {
    const known = finals.get(grant) ?? settled(textOf(grant) ?? "");
    finals.set(grant, known);
    return known;
  };
  return grants.map((grant) => {
    const others = grants
      .filter((other) => other !== grant && alike(grant, other) && [grant, other].some((each) => isLater(textOf(each))))
      .map(finalOf);
    if (others.length === 0) return undefined;
    const own = finalOf(grant);
    return () => own.value() !== undefined && others.some((other) => other.value() === own.value());
  });
}
