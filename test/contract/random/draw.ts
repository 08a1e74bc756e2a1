/** Draws by a seed: the same seed gives the same document, so that a number is all that a failure has to say. */
export class Draw {
  constructor(private state: number) {}

  /** A whole number below `bound`. */
  below(bound: number): number {
    // mulberry32
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  /** True in so many of a hundred cases. */
  percent(share: number): boolean {
    return this.below(100) < share;
  }

  /** From `min` to `max` values, one by one. */
  list<T>(min: number, max: number, value: () => T): T[] {
    return Array.from({ length: min + this.below(max - min + 1) }, value);
  }

  /** Some of the values, each as likely as not. */
  some<T>(values: readonly T[]): T[] {
    return values.filter(() => this.percent(50));
  }
}
