import type { CharSet } from "./char-set";
import { codePoints, oneChar } from "./char-set";
import { Undecided } from "./work";

/** Nodes are keyed by one UTF-16 unit. */
const MAX_NODES = 0xffff;

/** The node for what no string of the list begins with. */
export const OFF_LIST = 0;

/** The node before anything is read. */
export const LIST_START = 1;

/** Reads strings against a list, one character at a time. */
export class Trie {
  private readonly children: Map<number, number>[] = [new Map(), new Map()];

  /** The strings that start with the prefix, without it. */
  constructor(strings: Iterable<string>, prefix: string) {
    for (const string of strings) {
      if (!string.startsWith(prefix)) continue;
      let node = LIST_START;
      for (const char of codePoints(string.slice(prefix.length))) {
        let child = this.children[node]!.get(char);
        if (child === undefined) {
          if (this.children.length > MAX_NODES)
            throw new Undecided("the lists are too long to be compared with patterns");
          child = this.children.push(new Map()) - 1;
          this.children[node]!.set(char, child);
        }
        node = child;
      }
    }
  }

  charSets(): CharSet[] {
    const chars = new Set(this.children.flatMap((node) => [...node.keys()]));
    return [...chars].map(oneChar);
  }

  next(node: number, char: number): number {
    return this.children[node]!.get(char) ?? OFF_LIST;
  }

  /** Whether some string of the list goes on with this character. */
  goesOn(node: number, char: number): boolean {
    return this.children[node]!.has(char);
  }
}
