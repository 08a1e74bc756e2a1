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

export function keyOf(numbers: readonly number[]): string {
  return numbers.length < 5000 ? String.fromCharCode(...numbers) : numbers.join();
}

/** A deterministic automaton for a union of patterns, built no further than it is walked. */
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
    private readonly work: Work,
  ) {
    this.nfa = unionNfa(patterns.map((pattern) => this.compile(pattern)));
    if (this.nfa.places.length > MAX_CHAR) throw new Undecided("the patterns are too many to be compared");
    this.standing = [this.nfa.start()];
    this.accepting = [this.nfa.acceptsEmpty()];
  }

  /** The state after a text that all strings begin with. */
  after(prefix: string): number {
    let state = 0;
    for (const char of codePoints(prefix)) state = this.next(state, char);
    return state;
  }

  next(state: number, char: number): number {
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
      if (next > MAX_CHAR) throw new Undecided("the patterns have too many states to be compared");
      this.accepting.push(this.nfa.accepts(standing));
      this.states.set(key, next);
    }
    this.moves.set(move, next);
    return next;
  }

  accepts(state: number): boolean {
    return this.accepting[state]!;
  }

  /** Whether nothing that follows changes what this state answers. */
  settles(state: number): boolean {
    return this.nfa.settles(this.standing[state]!);
  }

  /** The classes that this state tells from the rest, by their first characters; all others lead to the same state. Some come twice. */
  telling(state: number, firsts: ReadonlyMap<number, number>): readonly number[] {
    let told = this.told[state];
    if (told === undefined) {
      told = [];
      for (const place of this.standing[state]!) {
        const { on = ANY_CHAR } = this.nfa.places[place]!;
        if (on === ANY_CHAR) continue;
        const only = charIn(on);
        this.work.spend(only === undefined ? firsts.size : 1);
        if (only === undefined) {
          for (const [first, rank] of firsts) if (inCharSet(on, first)) told.push(rank);
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

/** Builds the formula of a language that `beyondLiterals` gave; patterns side by side in an `or` share one automaton. */
export function formulaOf(language: Language, automata: Automaton[], work: Work): Formula {
  const automaton = (patterns: Pattern[]): Formula => ({
    kind: "automaton",
    index: automata.push(new Automaton(patterns, work)) - 1,
  });
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
      return { kind: "not", of: formulaOf(language.of, automata, work) };
    case "and":
      return { kind: "and", of: language.of.map((part) => formulaOf(part, automata, work)) };
    case "or": {
      const patterns = language.of.filter(isPattern);
      const others = language.of.filter((part) => !isPattern(part)).map((part) => formulaOf(part, automata, work));
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
