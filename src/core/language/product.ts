import type { Automaton, Formula } from "./automaton";
import { DROPPED, evaluateFormula, settledAnswer } from "./automaton";
import type { CharSet } from "./char-set";
import { charIn } from "./char-set";
import { inOrder } from "./in-order";
import type { Membership } from "./member";
import type { State } from "./paths";
import type { Trie } from "./trie";
import { LIST_START, OFF_LIST } from "./trie";
import type { Universe } from "./universe";
import { characterClasses } from "./universe";
import type { Work } from "./work";

/** What a move through the product costs besides that of each automaton. */
const MOVE_COST = 10;

/** In a state the universe comes first, then the list, then the automata. */
const FIRST_AUTOMATON = 2;

/** The universe, the list (where given) and all automata reading one string together. */
export class Product {
  private readonly width: number;
  /** Characters that nobody tells apart. */
  private readonly classes: readonly (readonly number[])[];
  /** The place of each class by its first character. */
  private readonly firsts: ReadonlyMap<number, number>;
  /** The universe's kind of each class. */
  private readonly kinds: readonly number[];
  private readonly classesOfKind: readonly (readonly number[])[];
  /** When a class was last told from the rest, by a number of its own for each state that was looked at. */
  private readonly toldAt: Int32Array;
  private looks = 0;

  constructor(
    private readonly formulas: readonly Formula[],
    private readonly automata: readonly Automaton[],
    private readonly universe: Universe,
    private readonly list: Trie | undefined,
    private readonly work: Work,
  ) {
    this.width = automata.length + FIRST_AUTOMATON;
    const sets = distinct(automata.flatMap((automaton) => [...automaton.charSets()]));
    this.classes = characterClasses(universe, sets, list?.charSets() ?? []);
    this.firsts = new Map(this.classes.map(([first], rank) => [first!, rank]));
    const kinds = this.classes.map(([first]) => universe.kindOf(first!));
    this.kinds = kinds;
    this.classesOfKind = universe.next[0]!.map((_, kind) => [...kinds.keys()].filter((rank) => kinds[rank] === kind));
    this.toldAt = new Int32Array(this.classes.length);
  }

  start(): State {
    return this.dropped([0, this.list === undefined ? OFF_LIST : LIST_START, ...this.automata.map(() => 0)]);
  }

  /** Whether a string that leads to this state is one of the universe, but for the rules that its automaton leaves out. */
  accepts(state: State): boolean {
    return state[0] === this.universe.accepting;
  }

  /** Whether nothing that follows changes the memberships. */
  isSettled(state: State): boolean {
    return this.automata.every((_, i) => this.settles(state, i));
  }

  members(state: State): Membership[] {
    this.work.spend(this.width);
    const answer = (index: number) => this.automata[index]!.accepts(state[index + FIRST_AUTOMATON]!);
    return this.formulas.map((formula) => evaluateFormula(formula, answer));
  }

  /** Goes on by a character of every class that makes a difference. */
  forEachMove(state: State, move: (next: State, char: number) => void): void {
    for (const rank of this.classesAt(state)) {
      const inUniverse = this.universe.next[state[0]!]![this.kinds[rank]!]!;
      const off = this.offList(state, rank);
      // Where the list goes on with all of a class, each of them leads elsewhere.
      for (const char of off === undefined ? this.classes[rank]! : [off])
        move(this.next(state, inUniverse, char), char);
    }
  }

  private next(state: State, inUniverse: number, char: number): State {
    const { automata, list } = this;
    this.work.spend(MOVE_COST + 2 * this.width);
    const next = state.slice();
    next[0] = inUniverse;
    if (list !== undefined) next[1] = list.next(state[1]!, char);
    for (let i = 0; i < automata.length; i++) {
      next[i + FIRST_AUTOMATON] = automata[i]!.next(state[i + FIRST_AUTOMATON]!, char);
    }
    return automata.some((_, i) => this.settles(next, i) && !this.settles(state, i)) ? this.dropped(next) : next;
  }

  private settles(state: State, index: number): boolean {
    return this.automata[index]!.settles(state[index + FIRST_AUTOMATON]!);
  }

  /** Drops the automata whose answers no longer matter: of two that are asked together, the second where the first says no for good. */
  private dropped(state: State): State {
    this.work.spend(this.width);
    const asked = new Set<number>();
    const answer = (index: number) =>
      this.settles(state, index) ? this.automata[index]!.accepts(state[index + FIRST_AUTOMATON]!) : undefined;
    for (const formula of this.formulas) settledAnswer(formula, answer, asked);
    return state.map((each, i) => {
      const index = i - FIRST_AUTOMATON;
      return index < 0 || this.settles(state, index) || asked.has(index) ? each : DROPPED;
    });
  }

  /** The classes that some automaton tells from the rest, and of each kind one of the rest, the most readable first. */
  private classesAt(state: State): number[] {
    const { automata, toldAt, kinds } = this;
    const look = ++this.looks;
    const onward = this.universe.next[state[0]!]!;
    const chosen: number[] = [];
    for (let i = 0; i < automata.length; i++) {
      for (const rank of automata[i]!.telling(state[i + FIRST_AUTOMATON]!, this.firsts)) {
        if (toldAt[rank] === look) continue;
        toldAt[rank] = look;
        if (onward[kinds[rank]!]! >= 0) chosen.push(rank);
      }
    }
    for (let kind = 0; kind < onward.length; kind++) {
      if (onward[kind]! < 0) continue;
      const ofKind = this.classesOfKind[kind]!;
      const plain = ofKind.find((rank) => toldAt[rank] !== look && this.offList(state, rank) !== undefined);
      if (plain !== undefined) chosen.push(plain);
      else if (this.list !== undefined) chosen.push(...ofKind.filter((rank) => toldAt[rank] !== look));
    }
    return inOrder(chosen);
  }

  /** The first character of a class that no string of the list goes on with. */
  private offList(state: State, rank: number): number | undefined {
    const { list } = this;
    const chars = this.classes[rank]!;
    return list === undefined ? chars[0] : chars.find((char) => !list.goesOn(state[1]!, char));
  }
}

function distinct(sets: readonly CharSet[]): CharSet[] {
  return [...new Map(sets.map((set) => [charIn(set) ?? set.join(), set])).values()];
}
