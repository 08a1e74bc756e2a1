import type { CharSet } from "./char-set";
import { codePoints, oneChar } from "./char-set";

/** Reads strings against a list, one character at a time. Node 0 is the root; -1 is off the list for good. */
export class Trie {
  private readonly children: Map<number, number>[] = [new Map()];

  /** The strings that start with the prefix, without it. */
  constructor(strings: Iterable<string>, prefix: string) {
    for (const string of strings) {
      if (!string.startsWith(prefix)) continue;
      let node = 0;
      for (const char of codePoints(string.slice(prefix.length))) {
        let child = this.children[node]!.get(char);
        if (child === undefined) {
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
    return node < 0 ? -1 : (this.children[node]!.get(char) ?? -1);
  }

  /** Of each class, what the list goes on with here and one character that it does not go on with. */
  telling(node: number, classes: readonly (readonly number[])[]): number[] {
    const children = node < 0 ? undefined : this.children[node];
    if (children === undefined || children.size === 0) return classes.map((same) => same[0]!);
    return classes.flatMap((same) => {
      const off = same.find((char) => !children.has(char));
      const on = same.filter((char) => children.has(char));
      return off === undefined ? on : [off, ...on];
    });
  }
}
