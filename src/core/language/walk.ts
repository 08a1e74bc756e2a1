import { Automata, formulaOf } from "./automaton";
import type { Language } from "./language";
import type { Membership } from "./member";
import { Paths } from "./paths";
import { Product } from "./product";
import { beyondLiterals } from "./simplify";
import { Trie } from "./trie";
import type { Universe } from "./universe";
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
    const isDone = (key: string) => found.has(key) || !wanted(key);
    const product = new Product(formulas, automata.all, universe, list, work);
    for (const reached of reachedIn(product, universe.prefix, isDone)) {
      const { members, key } = reached;
      hidden.get(key)?.push(reached);
      if (isDone(key)) continue;
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

interface Reached {
  members: Membership[];
  /** The members as one text. */
  key: string;
  spell(): string;
  /** Further strings that lead there. */
  others(): string[];
}

/** Breadth first, one entry for each accepting state. What is done is not looked for where there is nothing else. */
function* reachedIn(product: Product, prefix: string, isDone: (key: string) => boolean): Generator<Reached> {
  const paths = new Paths(product.start());
  const spelled = (chars: readonly number[]) => prefix + String.fromCodePoint(...chars);
  for (let at = 0; at < paths.states.length; at++) {
    const state = paths.states[at]!;
    const [isAccepting, isSettled] = [product.accepts(state), product.isSettled(state)];
    if (isAccepting || isSettled) {
      const members = product.members(state);
      const key = members.join();
      const spell = () => spelled(paths.to(at));
      if (isAccepting) yield { members, key, spell, others: () => paths.othersTo(at).map(spelled) };
      if (isSettled && isDone(key)) continue;
    }
    product.forEachMove(state, (next, char) => paths.reach(next, at, char));
  }
}
