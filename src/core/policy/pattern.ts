import type { GlobPart } from "../language/language";

/** A piece of a condition value: text or wildcard, or a policy variable that the request fills in. */
export type PatternPart = GlobPart | { readonly variable: string };

/** Whether a value stands for exactly its own characters. */
export function isPlain(value: string, wildcards: boolean): boolean {
  return !value.includes("${") && !(wildcards && /[*?]/.test(value));
}

/**
 * Takes a condition value apart. `*` and `?` are wildcards only where the operator has them; `${*}`, `${?}` and `${$}` stand for
 * the character itself where the document's version has `escapes`; any other `${…}` is a variable.
 */
export function patternParts(value: string, wildcards: boolean, escapes: boolean): PatternPart[] {
  const parts: PatternPart[] = [];
  let text = "";
  const flush = (part: PatternPart) => {
    if (text !== "") parts.push({ text });
    text = "";
    parts.push(part);
  };
  for (let at = 0; at < value.length; at++) {
    const character = value[at]!;
    if (character === "$" && value[at + 1] === "{") {
      const end = value.indexOf("}", at);
      const name = value.slice(at + 2, end < 0 ? undefined : end);
      if (escapes && end >= 0 && /^[*?$]$/.test(name)) text += name;
      else flush({ variable: name });
      if (end < 0) break;
      at = end;
    } else if (wildcards && character === "*") flush("any-run");
    else if (wildcards && character === "?") flush("any-one");
    else text += character;
  }
  if (text !== "") parts.push({ text });
  return parts;
}

/** Whether a text fits a pattern without variables: the usual two-finger walk that returns to the last `*`. */
export function matchesPattern(parts: readonly PatternPart[], value: string): boolean {
  const tokens = parts.flatMap((part): string[] =>
    part === "any-run" ? ["*any"] : part === "any-one" ? ["?any"] : "text" in part ? [...part.text.split("")] : [],
  );
  let token = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < value.length) {
    if (token < tokens.length && (tokens[token] === "?any" || tokens[token] === value[at])) {
      token++;
      at++;
    } else if (tokens[token] === "*any") {
      star = token++;
      resume = at;
    } else if (star >= 0) {
      token = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (tokens[token] === "*any") token++;
  return token === tokens.length;
}
