/**
 * Whether a value from outside is no larger than this, counted in characters and members, and looked at no further than that. What
 * contains itself is larger than anything.
 */
export function fitsIn(most: number, value: unknown): boolean {
  // Most members are texts, so only what has members of its own is put aside.
  const open: object[] = [];
  let size = 0;
  const count = (member: unknown) => {
    size++;
    if (typeof member === "string") size += member.length;
    else if (typeof member === "object" && member !== null) open.push(member);
  };
  count(value);
  for (let next = open.pop(); next !== undefined && size <= most; next = open.pop()) {
    if (Array.isArray(next)) {
      if (size + next.length > most) return false;
      for (let i = 0; i < next.length; i++) count(next[i]);
    } else {
      const members = next as Record<string, unknown>;
      for (const key of Object.keys(members)) {
        size += key.length;
        count(members[key]);
      }
    }
  }
  return size <= most;
}
