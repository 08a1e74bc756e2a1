import type { CharSet } from "./char-set";
import { codePoints, inCharSet, oneChar } from "./char-set";
import { inOrder } from "./in-order";

/** A place in a pattern: what may be read there, and where one gets without reading. */
export interface Place {
  readonly on?: CharSet;
  readonly to?: number;
  readonly free: readonly number[];
  /** Passed freely only at this end of the string. */
  readonly only?: "start" | "end";
  /** From here on every string is accepted. */
  readonly universal?: boolean;
  /** For a `*` of a glob: the places up to this one come before it, and accept nothing that it does not. */
  readonly covers?: number;
}

/** The place where the whole pattern is read. */
export const ACCEPT = 0;

/** Where one gets from a place at which a character has to be read: most places are such. */
export const NOWHERE: readonly number[] = [];

/** Where a string may stop being read: the first character, the last one, or neither. */
type Ends = "start" | "end" | "both" | "neither";

/** Where one stands while a string is read; most characters lead back to where one has been. */
interface State {
  readonly standing: number[];
  readonly after: Map<number, State>;
}

/** A nondeterministic automaton for one pattern or for the union of several. A step takes no more than a look at each place. */
export class Nfa {
  /** The step in which a place was last reached. */
  private readonly reachedIn: Uint32Array;
  private step = 0;
  /** One universal place stands for all of them. */
  private readonly everything: number[];

  constructor(
    readonly places: readonly Place[],
    readonly starts: readonly number[],
  ) {
    this.reachedIn = new Uint32Array(places.length);
    this.everything = [places.findIndex((place) => place.universal)];
  }

  /** The places one stands on before anything is read. */
  start(): number[] {
    return this.stand(this.reach(this.starts, "start"));
  }

  /** The places one stands on after a character. */
  read(standing: readonly number[], char: number): number[] {
    const reached: number[] = [];
    this.step++;
    for (const index of standing) {
      const { on, to } = this.places[index]!;
      if (on !== undefined && inCharSet(on, char)) this.add(to!, reached);
    }
    return this.stand(this.spread(reached, "neither"));
  }

  /** Whether the string may end here, after at least one character. */
  accepts(standing: readonly number[]): boolean {
    return this.reach(standing, "end").includes(ACCEPT);
  }

  acceptsEmpty(): boolean {
    return this.reach(this.starts, "both").includes(ACCEPT);
  }

  matches(string: string): boolean {
    if (string === "") return this.acceptsEmpty();
    const states = new Map<string, State>();
    const stateOf = (standing: number[]): State => {
      const key = standing.join();
      const known = states.get(key) ?? { standing, after: new Map() };
      states.set(key, known);
      return known;
    };
    let state = stateOf(this.start());
    for (const char of codePoints(string)) {
      if (this.settles(state.standing)) break;
      const next = state.after.get(char) ?? stateOf(this.read(state.standing, char));
      state.after.set(char, next);
      state = next;
    }
    return this.accepts(state.standing);
  }

  /** Whether nothing that follows changes the answer: nothing is accepted any more, or everything. */
  settles(standing: readonly number[]): boolean {
    return standing.length === 0 || standing === this.everything;
  }

  /** Every place that is reached from these without reading. */
  private reach(from: readonly number[], ends: Ends): number[] {
    const reached: number[] = [];
    this.step++;
    for (const index of from) this.add(index, reached);
    return this.spread(reached, ends);
  }

  private spread(reached: number[], ends: Ends): number[] {
    for (let i = 0; i < reached.length; i++) {
      const { only, free } = this.places[reached[i]!]!;
      if (only === undefined || only === ends || ends === "both") for (const next of free) this.add(next, reached);
    }
    return reached;
  }

  private add(index: number, reached: number[]): void {
    if (this.reachedIn[index] === this.step) return;
    this.reachedIn[index] = this.step;
    reached.push(index);
  }

  /** Of these places, in order, those that still decide something: the others are taken out of the list. */
  private stand(reached: number[]): number[] {
    let kept = 0;
    let covered = -1;
    for (const index of inOrder(reached)) {
      const place = this.places[index]!;
      if (place.universal) return this.everything;
      if (index <= covered) continue;
      covered = place.covers ?? covered;
      if (place.on !== undefined || place.only === "end" || index === ACCEPT) reached[kept++] = index;
    }
    reached.length = kept;
    return reached;
  }
}

/** One automaton for all of them. What they begin with in common is kept once, so that many similar patterns stay cheap. */
export function unionNfa(parts: readonly Nfa[]): Nfa {
  if (parts.length === 1) return parts[0]!;
  const places: Place[] = [{ free: [] }];
  const branches = new Map<number, { free: number[]; byChar: Map<number, number> }>();
  const branch = (): number => {
    const free: number[] = [];
    const index = places.push({ free }) - 1;
    branches.set(index, { free, byChar: new Map() });
    return index;
  };
  const root = branch();
  for (const part of parts) {
    let at = root;
    let rest = part.starts[0]!;
    for (let char = plainChar(part, rest); char !== undefined; char = plainChar(part, rest)) {
      const { free, byChar } = branches.get(at)!;
      let next = byChar.get(char);
      if (next === undefined) {
        next = branch();
        byChar.set(char, next);
        free.push(places.push({ on: oneChar(char), to: next, free: NOWHERE }) - 1);
      }
      at = next;
      rest--;
    }
    const offset = places.length - 1;
    const moved = (index: number) => (index === ACCEPT ? ACCEPT : index + offset);
    for (let i = 1; i <= rest; i++) {
      const place = part.places[i]!;
      const copy: { -readonly [key in keyof Place]: Place[key] } = { ...place };
      if (place.free.length > 0) copy.free = place.free.map(moved);
      if (place.to !== undefined) copy.to = moved(place.to);
      if (place.covers !== undefined) copy.covers = moved(Math.min(place.covers, rest));
      places.push(copy);
    }
    branches.get(at)!.free.push(moved(rest));
  }
  return new Nfa(places, [root]);
}

/** The character to read at a place that leads to the place before it and nowhere else: how the text that a glob begins with is laid out. */
function plainChar({ places }: Nfa, index: number): number | undefined {
  const { on, to, free, only } = places[index]!;
  const isPlain = on !== undefined && on.length === 2 && on[0] === on[1] && to === index - 1 && free.length === 0;
  return isPlain && only === undefined ? on[0] : undefined;
}
