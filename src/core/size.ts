/**
 * Whether a value from outside is no larger than this, counted in characters and members, and looked at no further than that. What
 * contains itself is larger than anything.
 */
export function fitsIn(most: number, value: unknown): boolean {
  const open = [value];
  let size = 0;
  while (open.length > 0) {
    const next = open.pop();
    size++;
    if (typeof next === "string") size += next.length;
    if (Array.isArray(next)) size += next.length;
    if (size > most) return false;
    if (typeof next !== "object" || next === null) continue;
    for (const [key, member] of Object.entries(next)) {
      size += key.length;
      open.push(member);
    }
  }
  return size <= most;
}
