import type { CharSet } from "./char-set";
import type { Language } from "./language";
import type { Membership } from "./member";
import { fold, negate } from "./member";
import type { Nfa, Pattern } from "./nfa";
import { acceptsAt, nfaOf, readChar, startPlaces, unionNfa } from "./nfa";
import type { Work } from "./work";

/** A deterministic automaton for a union of patterns, built no further than it is walked. State 0 is the start. */
export class Automaton {
  private readonly nfa: Nfa;
  private readonly standing: (readonly number[])[];
  private readonly moves = [new Map<number, number>()];
  private readonly accepting: boolean[];
  private readonly states = new Map<string, number>();

  constructor(
    patterns: readonly Pattern[],
    private readonly work: Work,
  ) {
    this.nfa = unionNfa(patterns.map(nfaOf));
    work.spend(this.nfa.places.length);
    this.standing = [startPlaces(this.nfa)];
    this.accepting = [acceptsAt(this.nfa, this.standing[0]!, true)];
  }

  next(state: number, char: number): number {
    const known = this.moves[state]!.get(char);
    if (known !== undefined) return known;
    const from = this.standing[state]!;
    const standing = readChar(this.nfa, from, char);
    this.work.spend(4 + from.length + 2 * standing.length);
    const key = standing.join();
    let next = this.states.get(key);
    if (next === undefined) {
      next = this.standing.push(standing) - 1;
      this.accepting.push(acceptsAt(this.nfa, standing, false));
      this.moves.push(new Map());
      this.states.set(key, next);
    }
    this.moves[state]!.set(char, next);
    return next;
  }

  accepts(state: number): boolean {
    return this.accepting[state]!;
  }

  charSets(): CharSet[] {
    return this.nfa.places.flatMap((place) => (place.on === undefined ? [] : [place.on]));
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

function isPattern(language: Language): language is Pattern {
  return language.kind === "glob" || language.kind === "regex";
}
