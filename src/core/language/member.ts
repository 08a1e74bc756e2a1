import { codePoints, lowerAscii, unitsIn } from "./char-set";
import type { Language } from "./language";
import { nfaOf, notModelled, payForReading } from "./pattern";
import { Work } from "./work";

/** Whether a string is in a language; `unknown` where that hangs on a construct that is not modelled. */
export type Membership = boolean | "unknown";

/** Languages nested deeper than this are not modelled: every function over them is recursive. */
export const MAX_NESTING = 500;

/** Whether the string is in the language, by matching it directly: no automaton of a glob is built, no JavaScript RegExp is run. */
export function contains(language: Language, string: string, work = new Work(Number.POSITIVE_INFINITY)): Membership {
  return member(language, string, work, 0);
}

function member(language: Language, string: string, work: Work, depth: number): Membership {
  work.spend(1);
  if (depth > MAX_NESTING) return "unknown";
  switch (language.kind) {
    case "literals":
      return language.values.has(string);
    case "glob":
      if (notModelled(language) !== undefined) return "unknown";
      return matchesGlob(language, string, work);
    case "regex": {
      payForReading(language, work);
      if (notModelled(language) !== undefined) return "unknown";
      const nfa = nfaOf(language);
      work.spend((nfa.places.length * string.length) >> 3);
      return nfa.matches(string);
    }
    case "short":
      return Buffer.byteLength(string) <= language.bytes;
    case "not":
      return negate(member(language.of, string, work, depth + 1));
    case "and":
      return fold(language.of, false, (part) => member(part, string, work, depth + 1));
    case "or":
      return fold(language.of, true, (part) => member(part, string, work, depth + 1));
    case "unknown":
      return "unknown";
  }
}

export function negate(membership: Membership): Membership {
  return membership === "unknown" ? membership : !membership;
}

/** Kleene's `or` where `decisive` is true, his `and` where it is false: one decisive part settles it, else an unknown part leaves it open. */
export function fold<Part>(
  parts: readonly Part[],
  decisive: boolean,
  evaluate: (part: Part) => Membership,
): Membership {
  let result: Membership = !decisive;
  for (const part of parts) {
    const membership = evaluate(part);
    if (membership === decisive) return decisive;
    if (membership === "unknown") result = "unknown";
  }
  return result;
}

/** The construct that keeps `contains` from an answer about this string. */
export function unknownConstruct(language: Language, string: string): string {
  switch (language.kind) {
    case "unknown":
      return language.construct;
    case "glob":
    case "regex":
    case "short":
      return notModelled(language) ?? "a pattern";
    case "literals":
      return "a list";
    case "not":
      return unknownConstruct(language.of, string);
    case "and":
    case "or": {
      const part = language.of.find((candidate) => contains(candidate, string) === "unknown");
      return part === undefined ? "a condition" : unknownConstruct(part, string);
    }
  }
}

const ANY_RUN = -1;
const ANY_ONE = -2;

type Glob = Extract<Language, { kind: "glob" }>;

/** The leftmost match of each piece between two `*` is enough, so only the last `*` is ever taken back. */
function matchesGlob(glob: Glob, string: string, work: Work): boolean {
  const [first] = glob.parts;
  if (!glob.ignoreCase && typeof first === "object" && !string.startsWith(first.text)) return false;
  const pattern = unitsOf(glob);
  work.spendOnce(glob, () => pattern.length >> 1);
  let steps = 0;
  const text = glob.ignoreCase ? lower(string) : string;
  let p = 0;
  let c = 0;
  let run = -1;
  let taken = 0;
  while (c < text.length) {
    const char = text.codePointAt(c)!;
    if (pattern[p] === ANY_RUN) {
      run = p++;
      taken = c;
    } else if (p < pattern.length && (pattern[p] === ANY_ONE || pattern[p] === char)) {
      p++;
      c += unitsIn(char);
    } else if (run >= 0) {
      steps += c - taken;
      p = run + 1;
      taken += unitsIn(text.codePointAt(taken)!);
      c = taken;
    } else {
      return false;
    }
  }
  work.spend((steps + c) >> 3);
  while (pattern[p] === ANY_RUN) p++;
  return p === pattern.length;
}

const globUnits = new WeakMap<Glob, number[]>();

function unitsOf(glob: Glob): number[] {
  let units = globUnits.get(glob);
  if (units === undefined) {
    units = [];
    for (const part of glob.parts) {
      if (typeof part !== "object") units.push(part === "any-run" ? ANY_RUN : ANY_ONE);
      else for (const char of codePoints(glob.ignoreCase ? lower(part.text) : part.text)) units.push(char);
    }
    globUnits.set(glob, units);
  }
  return units;
}

function lower(string: string): string {
  return string.replace(/[A-Z]/g, (char) => String.fromCodePoint(lowerAscii(char.charCodeAt(0))));
}
