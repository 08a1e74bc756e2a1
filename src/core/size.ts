/** No document nests deeper, and functions that walk one call themselves. */
export const DEPTH_MAX = 500;

/**
 * Whether a value from outside is no larger than this, counted in characters and members, and looked at no further than that. What
 * contains itself is larger than anything.
 */
export function fitsIn(most: number, value: unknown): boolean {
  return sizeWithin(most, value) !== undefined;
}

/** The same as a number: what a value has of characters and members, or nothing where it is larger. */
export function sizeWithin(most: number, value: unknown): number | undefined {
  // Most members are texts, so only what has members of its own is put aside.
  const open: object[] = [];
  const depths: number[] = [];
  let size = 0;
  let depth = 0;
  const count = (member: unknown) => {
    size++;
    if (typeof member === "string") size += member.length;
    else if (typeof member === "object" && member !== null) depths[open.push(member) - 1] = depth + 1;
  };
  count(value);
  for (let next = open.pop(); next !== undefined && size <= most; next = open.pop()) {
    depth = depths[open.length]!;
    if (depth > DEPTH_MAX) return undefined;
    if (Array.isArray(next)) {
      if (size + next.length > most) return undefined;
      for (let i = 0; i < next.length; i++) count(next[i]);
    } else {
      const members = next as Record<string, unknown>;
      for (const key of Object.keys(members)) {
        size += key.length;
        count(members[key]);
      }
    }
  }
  return size <= most ? size : undefined;
}
