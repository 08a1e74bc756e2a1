import type { CharSet } from "./char-set";
import { codePoints, inCharSet } from "./char-set";
import type { GlobPart, Language } from "./language";
import type { RegexNode } from "./regex";
import { parseRegex } from "./regex";
import type { Universe } from "./universe";

/** Strings that the patterns of a language were written for, short ones: found without comparing anything, so that they may be in no other part of it. */
export function* examplesOf(language: Language, universe: Universe): Generator<string> {
  const ofUniverse = (text: string) => (text.startsWith(universe.prefix) ? text : universe.prefix + text);
  if (language.kind === "not") yield* examplesOf(language.of, universe);
  else if (language.kind === "and" || language.kind === "or") {
    for (const part of language.of) yield* examplesOf(part, universe);
  } else if (language.kind === "glob") {
    // One of the runs has to read what stands between the two names of a ServiceAccount, unless the pattern does.
    for (const others of ["", "a"]) {
      for (const first of ["a", "a:a"]) yield ofUniverse(filled(language.parts, first, others));
    }
  } else if (language.kind === "regex") {
    const parsed = parseRegex(language.source);
    if ("unsupported" in parsed) return;
    // The shortest is mostly what is intended. Where the expression may end or begin anywhere, something may stand beside it.
    const shortest = shortestOf(parsed);
    yield* [longerOf(parsed), shortest, `${shortest}a`, `a:${shortest}`].map(ofUniverse);
  }
}

function filled(parts: readonly GlobPart[], firstRun: string, otherRuns: string): string {
  const first = parts.indexOf("any-run");
  const read = (part: GlobPart, at: number) => (part === "any-one" ? "a" : at === first ? firstRun : otherRuns);
  return parts.map((part, at) => (typeof part === "object" ? part.text : read(part, at))).join("");
}

/** Reads the first alternative, and nothing that may be left out. */
function shortestOf(node: RegexNode): string {
  return readAs(node, { alternative: 0, times: ({ min }) => min });
}

/** Reads the last alternative, and what may be repeated once more. */
function longerOf(node: RegexNode): string {
  return readAs(node, { alternative: -1, times: ({ min, max }) => Math.min(max, min + 1) });
}

interface Choice {
  alternative: number;
  times(repeat: { min: number; max: number }): number;
}

function readAs(node: RegexNode, choice: Choice): string {
  switch (node.kind) {
    case "chars":
      return plainest(node.set);
    case "start":
    case "end":
      return "";
    case "sequence":
      return node.of.map((part) => readAs(part, choice)).join("");
    case "alternatives":
      return readAs(node.of.at(choice.alternative)!, choice);
    case "repeat":
      return readAs(node.of, choice).repeat(choice.times(node));
  }
}

/** What subjects of ServiceAccounts are made of. */
const PLAIN = codePoints("abcdefghijklmnopqrstuvwxyz0123456789-.:");

function plainest(set: CharSet): string {
  return String.fromCodePoint(PLAIN.find((char) => inCharSet(set, char)) ?? set[0] ?? 0);
}
