import type { GlobPart } from "../language/language";
import type { Work } from "../language/work";
import { LOOK_COST } from "../language/work";

/** A piece of a condition value: text or wildcard, or a policy variable that the request fills in. */
export type PatternPart = GlobPart | { readonly variable: string };

/** Whether a value stands for exactly its own characters. */
export function isLiteral(value: string, wildcards: boolean): boolean {
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

/** One character of a pattern, or a wildcard. */
type Unit = string | { readonly wildcard: "any-run" | "any-one" };

/** Whether a text fits a pattern whose variables are filled in: on a mismatch, the last `*` takes one character more. */
export function matchesPattern(parts: readonly PatternPart[], value: string, work?: Work): boolean {
  const [first] = parts;
  work?.spend(1);
  if (typeof first === "object" && "text" in first && !value.startsWith(first.text)) return false;
  const pattern = parts.flatMap((part): Unit[] => {
    if (typeof part !== "object") return [{ wildcard: part }];
    return [...("text" in part ? part.text : `\${${part.variable}}`)];
  });
  const characters = [...value];
  work?.spend(pattern.length + characters.length);
  const isRun = (unit: Unit | undefined) => typeof unit === "object" && unit.wildcard === "any-run";
  let at = 0;
  let seen = 0;
  let run = -1;
  let taken = 0;
  while (seen < characters.length) {
    work?.spend(LOOK_COST);
    const unit = pattern[at];
    if (isRun(unit)) {
      run = at++;
      taken = seen;
    } else if (unit !== undefined && (typeof unit === "object" || unit === characters[seen])) {
      at++;
      seen++;
    } else if (run >= 0) {
      at = run + 1;
      seen = ++taken;
    } else {
      return false;
    }
  }
  return pattern.slice(at).every(isRun);
}
