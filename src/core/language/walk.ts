import type { Automaton, Formula } from "./automaton";
import { Automata, DROPPED, evaluateFormula, formulaOf, keyOf, settledAnswer } from "./automaton";
import type { CharSet } from "./char-set";
import { charIn } from "./char-set";
import type { Language } from "./language";
import type { Membership } from "./member";
import { beyondLiterals } from "./simplify";
import { LIST_START, OFF_LIST, Trie } from "./trie";
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
  const automata = new Automata(universe.prefix, work);
  const formulas = languages.map((language) => formulaOf(beyondLiterals(language, work), automata));
  const found = new Set<string>();
  const tooLong = new Set<string>();
  const hidden = new Map<string, Reached[]>();

  const search = function* (list: Trie | undefined, wanted: (key: string) => boolean): Generator<Found> {
    const isDone = (members: readonly Membership[]) => found.has(members.join()) || !wanted(members.join());
    for (const reached of product(formulas, automata.all, universe, list, isDone, work)) {
      const { members } = reached;
      const key = members.join();
      hidden.get(key)?.push(reached);
      if (isDone(members)) continue;
      const string = reached.spell();
      if (!universe.includes(string)) {
        tooLong.add(key);
      } else if (listed.has(string)) {
        hidden.set(key, [reached]);
      } else {
        found.add(key);
        yield { string, members };
      }
    }
  };
  // States merge strings, so a listed string may hide others; only then the list itself has to be walked along.
  yield* search(undefined, (key) => !hidden.has(key));
  if (hidden.size > 0) {
    try {
      yield* search(new Trie(listed, universe.prefix), (key) => hidden.has(key));
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      // Not the shortest, but as good an example of what a list hides.
      for (const [key, states] of hidden) {
        if (found.has(key)) continue;
        const example = exampleOf(states, (string) => universe.includes(string) && !listed.has(string));
        if (example === undefined) throw error;
        yield example;
      }
    }
  }
  if ([...tooLong].some((key) => !found.has(key))) {
    throw new Undecided("the only names found for a pattern are longer than an API server accepts");
  }
}

function exampleOf(states: readonly Reached[], isOne: (string: string) => boolean): Found | undefined {
  for (const { members, spell, others } of states) {
    const string = [spell(), ...others()].find(isOne);
    if (string !== undefined) return { string, members };
  }
  return undefined;
}

/** What a move through the product costs besides that of each automaton. */
const MOVE_COST = 10;

interface Reached {
  members: Membership[];
  spell(): string;
  /** Further strings that lead there. */
  others(): string[];
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
  const firsts = new Map(classes.map(([first], rank) => [first!, rank]));
  const kinds = classes.map(([first]) => universe.kindOf(first!));
  const ofKind = universe.next[0]!.map((_, kind) => [...kinds.keys()].filter((rank) => kinds[rank] === kind));
  const width = automata.length + 2;
  const settles = (state: readonly number[], index: number) => automata[index]!.settles(state[index + 2]!);
  /** Drops the automata whose answers no longer matter: of two that are asked together, the second where the first says no for good. */
  const dropped = (state: number[]): number[] => {
    work.spend(width);
    const asked = new Set<number>();
    const answer = (index: number) => (settles(state, index) ? automata[index]!.accepts(state[index + 2]!) : undefined);
    for (const formula of formulas) settledAnswer(formula, answer, asked);
    return state.map((each, i) => (i < 2 || settles(state, i - 2) || asked.has(i - 2) ? each : DROPPED));
  };
  const start = [0, list === undefined ? OFF_LIST : LIST_START, ...automata.map(() => 0)];
  const queue: number[][] = [dropped(start)];
  const parents = [-1];
  const chars = [-1];
  const visited = new Map([[keyOf(queue[0]!), 0]]);
  /** The first other way into a state. */
  const detours = new Map<number, { from: number; char: number }>();
  const spell = (at: number, then: readonly number[] = []): string => {
    const read = [...then].reverse();
    for (let i = at; i > 0; i = parents[i]!) read.push(chars[i]!);
    return universe.prefix + String.fromCodePoint(...read.reverse());
  };
  const spellOthers = (at: number): string[] => {
    const others: string[] = [];
    const rest: number[] = [];
    for (let i = at; i > 0; i = parents[i]!) {
      const detour = detours.get(i);
      if (detour !== undefined) others.push(spell(detour.from, [detour.char, ...rest]));
      rest.unshift(chars[i]!);
    }
    return others.sort((a, b) => a.length - b.length);
  };

  /** The state at which a class was last told from the rest. */
  const toldAt = new Int32Array(classes.length).fill(-1);
  const offList = (node: number, rank: number) => classes[rank]!.find((char) => !list?.goesOn(node, char));
  /** The classes that some automaton tells from the rest, and of each kind one of the rest, the most readable first. */
  const classesAt = (at: number): number[] => {
    const [inUniverse, node, ...states] = queue[at]!;
    const onward = universe.next[inUniverse!]!;
    const chosen: number[] = [];
    for (const [i, automaton] of automata.entries()) {
      for (const rank of automaton.telling(states[i]!, firsts)) {
        if (toldAt[rank] === at) continue;
        toldAt[rank] = at;
        if (onward[kinds[rank]!]! >= 0) chosen.push(rank);
      }
    }
    for (let kind = 0; kind < onward.length; kind++) {
      if (onward[kind]! < 0) continue;
      const plain = ofKind[kind]!.find((rank) => toldAt[rank] !== at && offList(node!, rank) !== undefined);
      if (plain !== undefined) chosen.push(plain);
      else if (list !== undefined) chosen.push(...ofKind[kind]!.filter((rank) => toldAt[rank] !== at));
    }
    return chosen.sort((a, b) => a - b);
  };

  for (let at = 0; at < queue.length; at++) {
    const state = queue[at]!;
    const isSettled = automata.every((_, i) => settles(state, i));
    if (state[0] === universe.accepting || isSettled) {
      work.spend(width);
      const members = formulas.map((formula) =>
        evaluateFormula(formula, (index) => automata[index]!.accepts(state[index + 2]!)),
      );
      if (state[0] === universe.accepting) yield { members, spell: () => spell(at), others: () => spellOthers(at) };
      if (isSettled && isDone(members)) continue;
    }
    for (const rank of classesAt(at)) {
      const inUniverse = universe.next[state[0]!]![kinds[rank]!]!;
      const off = offList(state[1]!, rank);
      // Where the list goes on with all of a class, each of them leads elsewhere.
      for (const char of off === undefined ? classes[rank]! : [off]) {
        work.spend(MOVE_COST + 2 * width);
        let next = [inUniverse, list === undefined ? OFF_LIST : list.next(state[1]!, char)];
        for (let i = 0; i < automata.length; i++) next.push(automata[i]!.next(state[i + 2]!, char));
        if (automata.some((_, i) => settles(next, i) && !settles(state, i))) next = dropped(next);
        const key = keyOf(next);
        const known = visited.get(key);
        if (known !== undefined) {
          if (!detours.has(known)) detours.set(known, { from: at, char });
          continue;
        }
        visited.set(key, queue.push(next) - 1);
        parents.push(at);
        chars.push(char);
      }
    }
  }
}

function distinct(sets: readonly CharSet[]): CharSet[] {
  return [...new Map(sets.map((set) => [charIn(set) ?? set.join(), set])).values()];
}
