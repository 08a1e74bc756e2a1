import { isDeepStrictEqual } from "node:util";

/** Whether two plain values say the same as JSON, in whatever order their members stand. */
export function sameData(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(plain(one), plain(other));
}

function plain(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
