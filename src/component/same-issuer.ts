import { isLater, isPlain } from "../core/known";
import { sameData } from "../core/same-data";

/** A subject as far as it says which cluster it is of. */
interface ClusterSubject {
  issuer?: unknown;
  key?: string;
}

/** Whether two subjects, whose issuers have one URL or are one output, are of one issuer. */
export type SameIssuer = (one: ClusterSubject, other: ClusterSubject) => boolean;

/** An URL is one issuer where the cloud fetches the keys: there is one set of them. */
export const sameUrl: SameIssuer = () => true;

/**
 * Where a cloud stores keys, an URL may be that of several clusters. `evidence` names what of a literal issuer tells them apart, the
 * surest first: its entries of these clouds, and its keys. What is plain tells; where it is an output, so that nobody can compare it
 * yet, the keys of the subjects do.
 */
export function sameIssuerBy(evidence: readonly string[]): SameIssuer {
  return (one, other) => {
    const [first, second] = [one.issuer, other.issuer] as Record<string, unknown>[];
    if (first === second || isLater(first) || isLater(second)) return first === second;
    const given = evidence
      .map((name) => [first?.[name], second?.[name]])
      .filter((pair) => pair.every((value) => value !== undefined));
    for (const [left, right] of given) {
      if (left === right) return true;
      if (isPlain(left) && isPlain(right)) return sameData(left, right);
    }
    return given.length === 0 || one.key === other.key;
  };
}

/** Members of a list that are the same, in the order in which each first appears. */
export function groupBySame<T>(items: readonly T[], same: (one: T, other: T) => boolean): T[][] {
  const groups: T[][] = [];
  for (const item of items) {
    const group = groups.find(([first]) => same(first as T, item));
    if (group === undefined) groups.push([item]);
    else group.push(item);
  }
  return groups;
}
