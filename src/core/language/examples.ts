import type { GlobPart, Language } from "./language";
import type { Universe } from "./universe";

/** Strings that the patterns of a language were written for, short ones: found without comparing anything, so that they may be in no other part of it. */
export function* examplesOf(language: Language, universe: Universe): Generator<string> {
  if (language.kind === "not") yield* examplesOf(language.of, universe);
  else if (language.kind === "and" || language.kind === "or") {
    for (const part of language.of) yield* examplesOf(part, universe);
  } else if (language.kind === "glob") {
    // One of the runs has to read what stands between the two names of a ServiceAccount, unless the pattern does.
    for (const others of ["", "a"]) {
      for (const first of ["a", "a:a"]) {
        const text = filled(language.parts, first, others);
        yield text.startsWith(universe.prefix) ? text : universe.prefix + text;
      }
    }
  }
}

function filled(parts: readonly GlobPart[], firstRun: string, otherRuns: string): string {
  const first = parts.indexOf("any-run");
  const read = (part: GlobPart, at: number) => (part === "any-one" ? "a" : at === first ? firstRun : otherRuns);
  return parts.map((part, at) => (typeof part === "object" ? part.text : read(part, at))).join("");
}
