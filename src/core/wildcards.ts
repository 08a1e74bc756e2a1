/**
 * Whether a pattern with `*` and `?` names everything that another one names, without regard to letter case. A wildcard of the narrow one
 * is covered by `*` alone: what it stands for may be of any length.
 */
export function wildcardsCover(wide: string, narrow: string): boolean {
  return exactWildcardsCover(wide.toLowerCase(), narrow.toLowerCase());
}

/** The same where letter case counts. */
export function exactWildcardsCover(pattern: string, text: string): boolean {
  const takes = (char: string | undefined, other: string) => char === other || (char === "?" && other !== "*");
  let at = 0;
  let star = -1;
  let from = 0;
  for (let i = 0; i < text.length; ) {
    if (pattern[at] === "*") {
      star = at++;
      from = i;
    } else if (takes(pattern[at], text[i]!)) {
      at++;
      i++;
    } else if (star >= 0) {
      // The last `*` takes one character more; earlier ones never need to.
      at = star + 1;
      i = ++from;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(at));
}
