import { ANY_CHAR, charSet, codePoints, lowerAscii, oneChar } from "./char-set";
import type { Language } from "./language";
import type { Place } from "./nfa";
import { ACCEPT, Nfa, NOWHERE } from "./nfa";
import type { RegexNode } from "./regex";
import { parseRegex } from "./regex";
import type { Work } from "./work";

export type Pattern = Extract<Language, { kind: "glob" | "regex" | "short" }>;
type Glob = Extract<Language, { kind: "glob" }>;
type Regex = Extract<Language, { kind: "regex" }>;

/** Largest automaton of a regular expression: counters unfold, and what does not fit is not modelled. */
const MAX_PLACES = 2000;

export function isPattern(language: Language): language is Pattern {
  return language.kind === "glob" || language.kind === "regex" || language.kind === "short";
}

/** The construct that keeps a pattern from being decided, or `undefined` where it can be. */
export function notModelled(pattern: Pattern): string | undefined {
  if (pattern.kind === "glob") {
    const beyondAscii = (part: Glob["parts"][number]) => typeof part === "object" && /[^\0-\x7f]/.test(part.text);
    return pattern.ignoreCase && pattern.parts.some(beyondAscii) ? "case folding beyond ASCII" : undefined;
  }
  const compiled = compiledOf(pattern);
  return "unsupported" in compiled ? `the regular expression has ${compiled.unsupported}` : undefined;
}

/** The automaton of a pattern that is modelled. */
export function nfaOf(pattern: Pattern): Nfa {
  const compiled = compiledOf(pattern);
  if ("unsupported" in compiled) throw new TypeError(compiled.unsupported);
  return compiled;
}

/** How large the automaton of a pattern is: known before that of a glob is made, which has a place for each character and one more. */
export function placesOf(pattern: Pattern): number {
  if (pattern.kind !== "glob") return nfaOf(pattern).places.length;
  return pattern.parts.reduce((places, part) => places + (typeof part === "object" ? part.text.length : 1), 1);
}

/** Reads an expression at its price: its characters before it is read, and what its counters unfold to as soon as that is known. */
export function payForReading(expression: Regex, work: Work): void {
  const { length } = expression.source;
  work.spendOnce(expression, () => {
    work.spend(PLACE_COST * length);
    const compiled = compiledOf(expression);
    const places = "unsupported" in compiled ? 0 : compiled.places.length;
    return PLACE_COST * Math.max(0, places - length);
  });
}

/** Steps that making one place of an automaton takes. */
const PLACE_COST = 8;

const compiledPatterns = new WeakMap<Pattern, Nfa | { unsupported: string }>();

function compiledOf(pattern: Pattern): Nfa | { unsupported: string } {
  let compiled = compiledPatterns.get(pattern);
  if (compiled === undefined) {
    if (pattern.kind === "short") compiled = compileShort(pattern.bytes);
    else compiled = pattern.kind === "glob" ? compileGlob(pattern) : compileRegex(pattern.source);
    compiledPatterns.set(pattern, compiled);
  }
  return compiled;
}

type Run = Place & { covers?: number };

/** From the end to the start, so that each place knows where it leads to. */
function compileGlob(glob: Glob): Nfa {
  const places: Place[] = [{ free: [] }];
  const runs: Run[] = [];
  let next = ACCEPT;
  for (let i = glob.parts.length - 1; i >= 0; i--) {
    const part = glob.parts[i]!;
    if (part === "any-run") {
      const run: Run = { on: ANY_CHAR, to: places.length, free: [next], universal: next === ACCEPT };
      runs.push(run);
      next = places.push(run) - 1;
    } else if (part === "any-one") {
      next = places.push({ on: ANY_CHAR, to: next, free: NOWHERE }) - 1;
    } else {
      for (const char of codePoints(part.text).reverse()) {
        next = places.push({ on: glob.ignoreCase ? bothCases(char) : oneChar(char), to: next, free: NOWHERE }) - 1;
      }
    }
  }
  for (const run of runs) run.covers = places.length - 1;
  return new Nfa(places, [next]);
}

/** The characters of one, two, three and four bytes in UTF-8. */
const BY_BYTES = [charSet([0, 0x7f]), charSet([0x80, 0x7ff]), charSet([0x800, 0xffff]), charSet([0x10000, 0x10ffff])];

function compileShort(bytes: number): Nfa | { unsupported: string } {
  if (bytes * (BY_BYTES.length + 1) > MAX_PLACES) return { unsupported: `a length of ${bytes} bytes` };
  const places: Place[] = [{ free: [] }];
  const starts: number[] = [];
  for (let left = 0; left <= bytes; left++) {
    const free = [ACCEPT];
    for (const [i, on] of BY_BYTES.entries()) {
      const to = starts[left - i - 1];
      if (to !== undefined) free.push(places.push({ on, to, free: [] }) - 1);
    }
    starts.push(places.push({ free }) - 1);
  }
  return new Nfa(places, [starts[bytes]!]);
}

function bothCases(char: number) {
  const lower = lowerAscii(char);
  return lower >= 97 && lower <= 122 ? charSet([lower - 32, lower - 32], [lower, lower]) : oneChar(char);
}

function compileRegex(source: string): Nfa | { unsupported: string } {
  const parsed = parseRegex(source);
  if ("unsupported" in parsed) return parsed;
  const places: Place[] = [{ free: [] }];
  let nodes = 0;
  const add = (place: Place): number => places.push(place) - 1;
  const tooLarge = () => nodes > MAX_PLACES || places.length > MAX_PLACES;

  const compile = (node: RegexNode, next: number): number => {
    nodes++;
    if (tooLarge()) return next;
    switch (node.kind) {
      case "chars":
        return add({ on: node.set, to: next, free: [] });
      case "start":
      case "end":
        return add({ only: node.kind, free: [next] });
      case "sequence":
        return node.of.reduceRight((after, part) => compile(part, after), next);
      case "alternatives":
        return add({ free: node.of.map((part) => compile(part, next)) });
      case "repeat": {
        const optional = node.max === Number.POSITIVE_INFINITY ? 0 : node.max - node.min;
        let entry = node.max === Number.POSITIVE_INFINITY ? loop(node.of, next) : next;
        for (let i = 0; i < optional && !tooLarge(); i++) entry = add({ free: [compile(node.of, entry), next] });
        for (let i = 0; i < node.min && !tooLarge(); i++) entry = compile(node.of, entry);
        return entry;
      }
    }
  };
  const loop = (node: RegexNode, next: number): number => {
    const free = [next];
    const entry = add({ free });
    free.push(compile(node, entry));
    return entry;
  };

  // A match anywhere: anything before it, anything after it.
  const found = add({ on: ANY_CHAR, to: places.length, free: [ACCEPT], universal: true });
  const entry = compile(parsed, found);
  const start = beginsAtStart(parsed) ? entry : add({ on: ANY_CHAR, to: places.length, free: [entry] });
  return tooLarge()
    ? { unsupported: `counters that unfold to more than ${MAX_PLACES} places` }
    : new Nfa(places, [start]);
}

/** Whether an expression matches at the start alone, so that nothing after a first wrong character can mend it. */
function beginsAtStart(node: RegexNode): boolean {
  if (node.kind === "sequence") return node.of[0] !== undefined && beginsAtStart(node.of[0]);
  return node.kind === "alternatives" ? node.of.every(beginsAtStart) : node.kind === "start";
}
