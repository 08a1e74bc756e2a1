import type { CharSet } from "./char-set";
import { ANY_CHAR, charIn, codePoints, inCharSet, LAST_CODE_POINT } from "./char-set";
import type { Language } from "./language";
import type { Membership } from "./member";
import { fold, negate } from "./member";
import type { Nfa } from "./nfa";
import { unionNfa } from "./nfa";
import type { Pattern } from "./pattern";
import { isPattern, nfaOf, placesOf } from "./pattern";
import type { Work } from "./work";
import { Undecided } from "./work";

/** What a new move costs besides the places that it touches. */
const MOVE_COST = 10;

/** What a place of a pattern costs to be laid out. */
const PLACE_COST = 6;

/** States are keyed by strings of their numbers, one UTF-16 unit each. */
const MAX_CHAR = 0xffff;

/** The state of an automaton whose answer no longer matters, whatever follows. */
export const DROPPED = MAX_CHAR;

export function keyOf(numbers: readonly number[]): string {
  return numbers.length < 5000 ? String.fromCharCode(...numbers) : numbers.join();
}

/** A deterministic automaton for a union of patterns, built no further than it is walked. State 0 is behind what all strings begin with. */
export class Automaton {
  private readonly nfa: Nfa;
  private readonly standing: (readonly number[])[];
  /** By state and character, the next state. */
  private readonly moves = new Map<number, number>();
  private readonly accepting: boolean[];
  private readonly states = new Map<string, number>();
  private readonly told: (number[] | undefined)[] = [];

  constructor(
    patterns: readonly Pattern[],
    prefix: string,
    private readonly work: Work,
  ) {
    this.nfa = unionNfa(patterns.map((pattern) => this.compile(pattern)));
    if (this.nfa.places.length > MAX_CHAR) throw new Undecided("the patterns are too many to be compared");
    let standing = this.nfa.start();
    for (const char of codePoints(prefix)) {
      const from = standing;
      standing = this.nfa.read(from, char);
      work.spend(from.length + standing.length);
    }
    this.standing = [standing];
    this.accepting = [prefix === "" ? this.nfa.acceptsEmpty() : this.nfa.accepts(standing)];
  }

  next(state: number, char: number): number {
    if (state === DROPPED) return DROPPED;
    const move = state * (LAST_CODE_POINT + 1) + char;
    const known = this.moves.get(move);
    if (known !== undefined) return known;
    const from = this.standing[state]!;
    const standing = this.nfa.read(from, char);
    this.work.spend(MOVE_COST + from.length + standing.length);
    const key = keyOf(standing);
    let next = this.states.get(key);
    if (next === undefined) {
      next = this.standing.push(standing) - 1;
      if (next >= DROPPED) throw new Undecided("the patterns have too many states to be compared");
      this.accepting.push(this.nfa.accepts(standing));
      this.states.set(key, next);
    }
    this.moves.set(move, next);
    return next;
  }

  accepts(state: number): boolean {
    return state !== DROPPED && this.accepting[state]!;
  }

  /** Whether nothing that follows changes what this state answers. */
  settles(state: number): boolean {
    return state === DROPPED || this.nfa.settles(this.standing[state]!);
  }

  /** The classes that this state tells from the rest, by their first characters; all others lead to the same state. Some come twice. */
  telling(state: number, firsts: ReadonlyMap<number, number>): readonly number[] {
    if (state === DROPPED) return [];
    let told = this.told[state];
    if (told === undefined) {
      told = [];
      for (const place of this.standing[state]!) {
        const { on = ANY_CHAR } = this.nfa.places[place]!;
        if (on === ANY_CHAR) continue;
        const only = charIn(on);
        this.work.spend(only === undefined ? firsts.size : 1);
        if (only === undefined) {
          // A set is told from its rest by either of the two.
          const [within, outside]: [number[], number[]] = [[], []];
          for (const [first, rank] of firsts) (inCharSet(on, first) ? within : outside).push(rank);
          told.push(...(within.length < outside.length ? within : outside));
        } else if (firsts.has(only)) told.push(firsts.get(only)!);
      }
      this.told[state] = told;
    }
    return told;
  }

  charSets(): Set<CharSet> {
    const sets = new Set<CharSet>();
    for (const { on } of this.nfa.places) if (on !== undefined) sets.add(on);
    return sets;
  }

  private compile(pattern: Pattern): Nfa {
    this.work.spend(PLACE_COST * placesOf(pattern));
    return nfaOf(pattern);
  }
}

/** A language without literals, over the answers of numbered automata. */
export type Formula =
  | { readonly kind: "constant"; readonly value: Membership }
  | { readonly kind: "automaton"; readonly index: number }
  | { readonly kind: "not"; readonly of: Formula }
  | { readonly kind: "and" | "or"; readonly of: readonly Formula[] };

/** The automata of several formulas; one stands for all patterns that are written alike. */
export class Automata {
  readonly all: Automaton[] = [];
  private readonly byPattern = new Map<string, number>();

  constructor(
    private readonly prefix: string,
    private readonly work: Work,
  ) {}

  /** Where the automaton for these patterns stands in `all`. */
  indexOf(patterns: readonly Pattern[]): number {
    const [only] = patterns;
    // What of long lists is alike costs more to find than it saves.
    const key = patterns.length === 1 ? JSON.stringify(only) : undefined;
    const known = key === undefined ? undefined : this.byPattern.get(key);
    if (known !== undefined) return known;
    const index = this.all.push(new Automaton(patterns, this.prefix, this.work)) - 1;
    if (key !== undefined) this.byPattern.set(key, index);
    return index;
  }
}

/** Builds the formula of a language that `beyondLiterals` gave; patterns side by side in an `or` share one automaton. */
export function formulaOf(language: Language, automata: Automata): Formula {
  const automaton = (patterns: Pattern[]): Formula => ({ kind: "automaton", index: automata.indexOf(patterns) });
  switch (language.kind) {
    case "literals":
      return { kind: "constant", value: false };
    case "unknown":
      return { kind: "constant", value: "unknown" };
    case "glob":
    case "regex":
    case "short":
      return automaton([language]);
    case "not":
      return { kind: "not", of: formulaOf(language.of, automata) };
    case "and":
      return { kind: "and", of: language.of.map((part) => formulaOf(part, automata)) };
    case "or": {
      const patterns = language.of.filter(isPattern);
      const others = language.of.filter((part) => !isPattern(part)).map((part) => formulaOf(part, automata));
      return { kind: "or", of: patterns.length === 0 ? others : [automaton(patterns), ...others] };
    }
  }
}

export function evaluateFormula(formula: Formula, accepts: (index: number) => boolean): Membership {
  switch (formula.kind) {
    case "constant":
      return formula.value;
    case "automaton":
      return accepts(formula.index);
    case "not":
      return negate(evaluateFormula(formula.of, accepts));
    case "and":
      return fold(formula.of, false, (part) => evaluateFormula(part, accepts));
    case "or":
      return fold(formula.of, true, (part) => evaluateFormula(part, accepts));
  }
}

/**
 * What a formula comes to where some automata are settled, whatever the others answer; `open` where it hangs on others, which are added to
 * `asked` then.
 */
export function settledAnswer(
  formula: Formula,
  settled: (index: number) => boolean | undefined,
  asked: Set<number>,
): Membership | "open" {
  if (formula.kind === "constant") return formula.value;
  if (formula.kind === "automaton") {
    const answer = settled(formula.index);
    if (answer === undefined) asked.add(formula.index);
    return answer ?? "open";
  }
  if (formula.kind === "not") {
    const answer = settledAnswer(formula.of, settled, asked);
    return answer === "open" ? answer : negate(answer);
  }
  const decisive = formula.kind === "or";
  const askedInside = new Set<number>();
  let isOpen = false;
  const answer = fold(formula.of, decisive, (part) => {
    const inside = settledAnswer(part, settled, askedInside);
    if (inside !== "open") return inside;
    isOpen = true;
    return !decisive;
  });
  if (!isOpen || answer === decisive) return answer;
  for (const index of askedInside) asked.add(index);
  return "open";
}
