import { keyOf } from "./automaton";

/** A state of several automata that read together: a number for each. */
export type State = readonly number[];

/** The states that a search has reached, in the order in which it came to them, and the characters that lead there. */
export class Paths {
  readonly states: State[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly parents: number[] = [];
  private readonly chars: number[] = [];
  /** The first other way into a state. */
  private readonly detours = new Map<number, { from: number; char: number }>();

  constructor(start: State) {
    this.reach(start, -1, -1);
  }

  /** Comes to a state by a character from the state of this number. */
  reach(state: State, from: number, char: number): void {
    const key = keyOf(state);
    const known = this.numbers.get(key);
    if (known === undefined) {
      this.numbers.set(key, this.states.push(state) - 1);
      this.parents.push(from);
      this.chars.push(char);
    } else if (!this.detours.has(known)) this.detours.set(known, { from, char });
  }

  /** The characters of the first way, which is a shortest one. */
  to(number: number): number[] {
    const read: number[] = [];
    for (let i = number; i > 0; i = this.parents[i]!) read.push(this.chars[i]!);
    return read.reverse();
  }

  /** Those of further ways, the shortest first. */
  othersTo(number: number): number[][] {
    const others: number[][] = [];
    const rest: number[] = [];
    for (let i = number; i > 0; i = this.parents[i]!) {
      const detour = this.detours.get(i);
      if (detour !== undefined) others.push([...this.to(detour.from), detour.char, ...rest]);
      rest.unshift(this.chars[i]!);
    }
    return others.sort((a, b) => a.length - b.length);
  }
}
