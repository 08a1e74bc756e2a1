import type { Automaton, Formula } from "./automaton";
import { evaluateFormula, formulaOf, keyOf } from "./automaton";
import type { CharSet } from "./char-set";
import { charIn } from "./char-set";
import type { Language } from "./language";
import type { Membership } from "./member";
import { beyondLiterals } from "./simplify";
import { Trie } from "./trie";
import type { Universe } from "./universe";
import { characterClasses } from "./universe";
import type { Work } from "./work";
import { Undecided } from "./work";

/** The shortest string for one combination of memberships in the languages that were asked about. */
export interface Found {
  string: string;
  members: Membership[];
}

/**
 * Walks through all strings of a universe at once, shortest first, and stops at the first string of every combination of
 * memberships that occurs. `listed` are the strings decided elsewhere (all that the languages list): they are passed over.
 * The languages are simplified ones. Throws `Undecided` where the work is used up.
 */
export function* walk(
  languages: readonly Language[],
  universe: Universe,
  listed: ReadonlySet<string>,
  work: Work,
): Generator<Found> {
  const automata: Automaton[] = [];
  const formulas = languages.map((language) => formulaOf(beyondLiterals(language, work), automata, work));
  const found = new Set<string>();
  const tooLong = new Set<string>();
  const hidden = new Set<string>();

  const search = function* (list: Trie | undefined, wanted: (key: string) => boolean): Generator<Found> {
    const isDone = (members: readonly Membership[]) => found.has(members.join()) || !wanted(members.join());
    for (const { members, spell } of product(formulas, automata, universe, list, isDone, work)) {
      if (isDone(members)) continue;
      const key = members.join();
      const string = spell();
      if (!universe.includes(string)) {
        tooLong.add(key);
      } else if (listed.has(string)) {
        hidden.add(key);
      } else {
        found.add(key);
        yield { string, members };
      }
    }
  };
  // States merge strings, so a listed string may hide others; only then the list itself has to be walked along.
  yield* search(undefined, (key) => !hidden.has(key));
  if (hidden.size > 0) yield* search(new Trie(listed, universe.prefix), (key) => hidden.has(key));
  if ([...tooLong].some((key) => !found.has(key))) {
    throw new Undecided("the only names found for a pattern are longer than an API server accepts");
  }
}

/** What a move through the product costs besides that of each automaton. */
const MOVE_COST = 10;

interface Reached {
  members: Membership[];
  spell(): string;
}

/**
 * Breadth first over the product of the universe, the automata and (where given) the list; one entry for each accepting state. What is done
 * is not looked for where there is nothing else.
 */
function* product(
  formulas: readonly Formula[],
  automata: readonly Automaton[],
  universe: Universe,
  list: Trie | undefined,
  isDone: (members: readonly Membership[]) => boolean,
  work: Work,
): Generator<Reached> {
  const sets = distinct(automata.flatMap((automaton) => [...automaton.charSets()]));
  const classes = characterClasses(universe, sets, list?.charSets() ?? []);
  const firsts = new Set(classes.map((same) => same[0]!));
  const ranks = new Map(classes.flatMap((same, rank) => same.map((char) => [char, rank] as const)));
  const firstsOfKind = universe.next[0]!.map((_, kind) => [...firsts].filter((char) => universe.kindOf(char) === kind));
  const width = automata.length + 2;
  const start = [0, 0];
  for (const automaton of automata) {
    let state = 0;
    for (const char of universe.prefix) state = automaton.next(state, char.codePointAt(0)!);
    start.push(state);
  }
  const queue: number[][] = [start];
  const parents = [-1];
  const chars = [-1];
  const visited = new Set([stateKey(start)]);
  const spell = (at: number): string => {
    const read: number[] = [];
    for (let i = at; i > 0; i = parents[i]!) read.push(chars[i]!);
    return universe.prefix + String.fromCodePoint(...read.reverse());
  };

  /**
   * Of what some automaton tells from the rest one character of each class, and of each kind one of the rest, the most readable first; where
   * the list goes on with all of those, all of them.
   */
  const charactersAt = (state: readonly number[]): number[] => {
    const [inUniverse, node] = state;
    const told = new Set<number>();
    for (const [i, automaton] of automata.entries()) {
      for (const first of automaton.telling(state[i + 2]!, firsts)) told.add(first);
    }
    const all = (first: number) => classes[ranks.get(first)!]!;
    const offList = (first: number) =>
      list === undefined ? first : all(first).find((char) => !list.goesOn(node!, char));
    const chosen = [...told].flatMap((first) => offList(first) ?? all(first));
    for (const [kind, next] of universe.next[inUniverse!]!.entries()) {
      if (next < 0) continue;
      const rest = firstsOfKind[kind]!;
      const plain = firstDefined(rest, (first) => (told.has(first) ? undefined : offList(first)));
      if (plain !== undefined) chosen.push(plain);
      else if (list !== undefined) chosen.push(...rest.filter((first) => !told.has(first)).flatMap(all));
    }
    return chosen.sort((a, b) => ranks.get(a)! - ranks.get(b)!);
  };

  for (let at = 0; at < queue.length; at++) {
    const state = queue[at]!;
    const isSettled = automata.every((automaton, i) => automaton.settles(state[i + 2]!));
    if (state[0] === universe.accepting || isSettled) {
      work.spend(width);
      const members = formulas.map((formula) =>
        evaluateFormula(formula, (index) => automata[index]!.accepts(state[index + 2]!)),
      );
      if (state[0] === universe.accepting) yield { members, spell: () => spell(at) };
      if (isSettled && isDone(members)) continue;
    }
    const onward = universe.next[state[0]!]!;
    for (const char of charactersAt(state)) {
      const inUniverse = onward[universe.kindOf(char)]!;
      if (inUniverse < 0) continue;
      work.spend(MOVE_COST + 2 * width);
      const next = [inUniverse, list === undefined ? 0 : list.next(state[1]!, char)];
      for (let i = 0; i < automata.length; i++) next.push(automata[i]!.next(state[i + 2]!, char));
      const key = stateKey(next);
      if (visited.has(key)) continue;
      visited.add(key);
      queue.push(next);
      parents.push(at);
      chars.push(char);
    }
  }
}

function firstDefined<T, U>(items: readonly T[], find: (item: T) => U | undefined): U | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The node of the list may be -1. */
function stateKey([inUniverse, node, ...states]: readonly number[]): string {
  return keyOf([inUniverse!, node! + 1, ...states]);
}

function distinct(sets: readonly CharSet[]): CharSet[] {
  return [...new Map(sets.map((set) => [charIn(set) ?? set.join(), set])).values()];
}
