import { shortHash } from "./short-hash";

/** A physical name, and what it would be if the vendor took any length. */
export interface CutName {
  readonly name: string;
  readonly whole: string;
}

/** A name of at most `max` characters that differs wherever the whole ones differ: where it is cut, it ends in a hash of the whole. */
export function cutWithHash(whole: string, max: number): CutName {
  if (whole.length <= max) return { name: whole, whole };
  const hash = shortHash(whole);
  return { name: `${whole.slice(0, max - hash.length - 1).replace(/[-_.]+$/, "")}-${hash}`, whole };
}

/** A name cut as others cut it, who look no further than its length. */
export function cutBluntly(whole: string, max: number): CutName {
  return { name: whole.slice(0, max), whole };
}
