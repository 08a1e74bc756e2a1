import type { GlobPart, Language } from "../../../src/core/language/language";
import type { Membership } from "../../../src/core/language/member";

/** Membership by JavaScript's own regular expressions and Kleene's logic as minimum and maximum: shares no code with the library. */
export function holds(language: Language, string: string): Membership {
  const rank = (part: Language) => [false, "unknown", true].indexOf(holds(part, string));
  const ranked = (value: number): Membership => (value <= 0 ? false : value === 1 ? "unknown" : true);
  switch (language.kind) {
    case "literals":
      return [...language.values].includes(string);
    case "glob":
      return new RegExp(`^${language.parts.map(expression).join("")}$`, language.ignoreCase ? "isu" : "su").test(
        string,
      );
    case "regex":
      return new RegExp(language.source, "u").test(string);
    case "short":
      return new TextEncoder().encode(string).length <= language.bytes;
    case "unknown":
      return "unknown";
    case "not":
      return ranked(2 - rank(language.of));
    case "and":
      return ranked(Math.min(2, ...language.of.map(rank)));
    case "or":
      return ranked(Math.max(0, ...language.of.map(rank)));
  }
}

function expression(part: GlobPart): string {
  if (part === "any-run") return ".*";
  return part === "any-one" ? "." : part.text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
