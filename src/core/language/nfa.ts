import type { CharSet } from "./char-set";
import { ANY_CHAR, charSet, codePoints, inCharSet, lowerAscii } from "./char-set";
import type { Language } from "./language";
import type { RegexNode } from "./regex";
import { parseRegex } from "./regex";

export type Pattern = Extract<Language, { kind: "glob" | "regex" }>;

/** A place in a pattern: what may be read there, and where one gets without reading. */
interface Place {
  on?: CharSet;
  to?: number;
  free: number[];
  /** Passed freely only at this end of the string. */
  only?: "start" | "end";
  /** From here on every string is accepted. */
  universal?: boolean;
  /** For a `*` of a glob: the places up to this one come before it, and accept nothing that it does not. */
  covers?: number;
}

/** A nondeterministic automaton for one pattern or for the union of several. Place 0 accepts. */
export interface Nfa {
  readonly places: readonly Place[];
  readonly starts: readonly number[];
}

const ACCEPT = 0;
const MAX_PLACES = 2000;

/** The construct that keeps a pattern from being decided, or `undefined` where it can be. */
export function notModelled(pattern: Pattern): string | undefined {
  const compiled = compiledOf(pattern);
  return "unsupported" in compiled ? compiled.unsupported : undefined;
}

/** The automaton of one pattern that is modelled. */
export function nfaOf(pattern: Pattern): Nfa {
  const compiled = compiledOf(pattern);
  if ("unsupported" in compiled) throw new TypeError(compiled.unsupported);
  return compiled;
}

export function unionNfa(parts: readonly Nfa[]): Nfa {
  if (parts.length === 1) return parts[0]!;
  const places: Place[] = [{ free: [] }];
  const starts: number[] = [];
  for (const part of parts) {
    const offset = places.length - 1;
    const move = (place: number) => (place === ACCEPT ? ACCEPT : place + offset);
    for (const place of part.places.slice(1)) {
      const moved: Place = { ...place, free: place.free.map(move) };
      if (place.to !== undefined) moved.to = move(place.to);
      if (place.covers !== undefined) moved.covers = move(place.covers);
      places.push(moved);
    }
    starts.push(...part.starts.map(move));
  }
  return { places, starts };
}

/** The places one stands on before anything is read. */
export function startPlaces(nfa: Nfa): number[] {
  return closure(nfa, nfa.starts, true, false);
}

/** The places one stands on after a character. */
export function readChar(nfa: Nfa, standing: readonly number[], char: number): number[] {
  const reached: number[] = [];
  for (const index of standing) {
    const place = nfa.places[index]!;
    if (place.on !== undefined && inCharSet(place.on, char)) reached.push(place.to!);
  }
  return closure(nfa, reached, false, false);
}

/** Whether the string may end here; `atStart` when nothing was read. */
export function acceptsAt(nfa: Nfa, standing: readonly number[], atStart: boolean): boolean {
  return closure(nfa, standing, atStart, true).includes(ACCEPT);
}

export function nfaMatches(nfa: Nfa, string: string): boolean {
  let standing = startPlaces(nfa);
  for (const char of codePoints(string)) standing = readChar(nfa, standing, char);
  return acceptsAt(nfa, standing, string === "");
}

function closure(nfa: Nfa, from: readonly number[], atStart: boolean, atEnd: boolean): number[] {
  const seen = new Set<number>(from);
  const standing: number[] = [];
  for (const index of seen) {
    const place = nfa.places[index]!;
    if (place.universal && !atEnd) return [index];
    const passable = place.only === undefined || (place.only === "start" ? atStart : atEnd);
    if (passable) for (const next of place.free) seen.add(next);
    if (place.on !== undefined || index === ACCEPT || (place.only === "end" && !atEnd)) standing.push(index);
  }
  if (standing.length < 2) return standing;
  standing.sort((a, b) => a - b);
  let covered = -1;
  return standing.filter((index) => {
    if (index <= covered) return false;
    covered = nfa.places[index]!.covers ?? covered;
    return true;
  });
}

const compiledPatterns = new WeakMap<Pattern, Nfa | { unsupported: string }>();

function compiledOf(pattern: Pattern): Nfa | { unsupported: string } {
  let compiled = compiledPatterns.get(pattern);
  if (compiled === undefined) {
    compiled = pattern.kind === "glob" ? compileGlob(pattern) : compileRegex(pattern.source);
    compiledPatterns.set(pattern, compiled);
  }
  return compiled;
}

function compileGlob(glob: Extract<Language, { kind: "glob" }>): Nfa | { unsupported: string } {
  const places: Place[] = [{ free: [] }];
  let next = ACCEPT;
  const runs: Place[] = [];
  for (const part of [...glob.parts].reverse()) {
    if (part === "any-run") {
      const self = places.length;
      const run: Place = { on: ANY_CHAR, to: self, free: [next], universal: next === ACCEPT };
      runs.push(run);
      places.push(run);
      next = self;
    } else if (part === "any-one") {
      next = places.push({ on: ANY_CHAR, to: next, free: [] }) - 1;
    } else {
      for (const char of codePoints(part.text).reverse()) {
        if (glob.ignoreCase && char > 127) return { unsupported: "case folding beyond ASCII" };
        next = places.push({ on: glob.ignoreCase ? bothCases(char) : charSet([char, char]), to: next, free: [] }) - 1;
      }
    }
  }
  for (const run of runs) run.covers = places.length - 1;
  return { places, starts: [next] };
}

function bothCases(char: number): CharSet {
  const lower = lowerAscii(char);
  const upper = lower >= 97 && lower <= 122 ? lower - 32 : lower;
  return charSet([lower, lower], [upper, upper]);
}

function compileRegex(source: string): Nfa | { unsupported: string } {
  const parsed = parseRegex(source);
  if ("unsupported" in parsed) return { unsupported: `the regular expression construct: ${parsed.unsupported}` };
  const places: Place[] = [{ free: [] }];
  let steps = 0;
  let tooLarge = false;

  const compile = (node: RegexNode, next: number): number => {
    if (tooLarge || ++steps > MAX_PLACES || places.length > MAX_PLACES) {
      tooLarge = true;
      return next;
    }
    switch (node.kind) {
      case "chars":
        return places.push({ on: node.set, to: next, free: [] }) - 1;
      case "start":
      case "end":
        return places.push({ only: node.kind, free: [next] }) - 1;
      case "sequence":
        return node.of.reduceRight((after, part) => compile(part, after), next);
      case "alternatives":
        return places.push({ free: node.of.map((part) => compile(part, next)) }) - 1;
      case "repeat":
        return repeat(node, next);
    }
  };
  const repeat = (node: Extract<RegexNode, { kind: "repeat" }>, next: number): number => {
    let entry = next;
    if (node.max === Number.POSITIVE_INFINITY) {
      const loop: Place = { free: [next] };
      entry = places.push(loop) - 1;
      loop.free.push(compile(node.of, entry));
    } else {
      for (let i = node.min; i < node.max && !tooLarge; i++) {
        entry = places.push({ free: [compile(node.of, entry), next] }) - 1;
      }
    }
    for (let i = 0; i < node.min && !tooLarge; i++) entry = compile(node.of, entry);
    return entry;
  };

  const found = places.push({ on: ANY_CHAR, to: 1, free: [ACCEPT], universal: true }) - 1;
  const search: Place = { on: ANY_CHAR, free: [compile(parsed, found)] };
  search.to = places.push(search) - 1;
  return tooLarge
    ? { unsupported: `a regular expression that unfolds to more than ${MAX_PLACES} places` }
    : { places, starts: [search.to] };
}
