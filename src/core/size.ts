/** No document nests deeper, and functions that walk one call themselves. */
export const DEPTH_MAX = 500;

/** What a value has in all of its depth: characters of its texts and names, and members. */
export interface Size {
  readonly characters: number;
  readonly members: number;
}

/**
 * Whether a value from outside is no larger than this, counted in characters and members, and looked at no further than that. What
 * contains itself is larger than anything.
 */
export function fitsIn(most: number, value: unknown): boolean {
  return sizeWithin(most, value) !== undefined;
}

/** The size of a value, or nothing where it is larger than this. */
export function sizeWithin(most: number, value: unknown): Size | undefined {
  // Most members are texts, so only what has members of its own is put aside.
  const open: object[] = [];
  const depths: number[] = [];
  let characters = 0;
  let members = 0;
  let depth = 0;
  const count = (member: unknown) => {
    members++;
    if (typeof member === "string") characters += member.length;
    else if (typeof member === "object" && member !== null) depths[open.push(member) - 1] = depth + 1;
  };
  count(value);
  for (let next = open.pop(); next !== undefined && characters + members <= most; next = open.pop()) {
    depth = depths[open.length]!;
    if (depth > DEPTH_MAX) return undefined;
    if (Array.isArray(next)) {
      if (characters + members + next.length > most) return undefined;
      for (let i = 0; i < next.length; i++) count(next[i]);
    } else {
      const record = next as Record<string, unknown>;
      for (const key of Object.keys(record)) {
        characters += key.length;
        count(record[key]);
      }
    }
  }
  return characters + members <= most ? { characters, members } : undefined;
}
