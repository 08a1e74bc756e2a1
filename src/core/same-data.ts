import { isDeepStrictEqual } from "node:util";

/** Whether two plain values say the same as JSON, in whatever order their members stand. */
export function sameData(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

/** Plain values in an order of their own, whatever order they came in. */
export function sortedAsText<T>(values: readonly T[]): T[] {
  const texts = new Map(values.map((value) => [value, JSON.stringify(value)]));
  return [...values].sort((a, b) => (texts.get(a)! < texts.get(b)! ? -1 : 1));
}

function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
