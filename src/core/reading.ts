/**
 * The reading of a trust's documents. A trust that a program hands over may change at any time, so it is read anew for every question;
 * `parsed` is for the copy that a parser has just made, which is read once.
 */
export class Reading<Trust extends object, Read> {
  readonly #parsed = new WeakMap<Trust, Read>();

  constructor(private readonly read: (trust: Trust) => Read) {}

  of(trust: Trust): Read {
    return this.#parsed.get(trust) ?? this.read(trust);
  }

  /** Reads the copy, so that every fault of its documents is known, and keeps what it says. */
  parsed(copy: Trust): Trust {
    this.#parsed.set(copy, this.read(copy));
    return copy;
  }
}
