/**
 * The reading of a trust's documents. A trust that a program hands over may change at any time, so it is read anew for every question;
 * the copy that a parser has just made is read by the parser, and that reading answers the first question about it.
 */
export class Reading<Trust extends object, Read> {
  // One place and no WeakMap: many small entries there cost the garbage collector more than the documents cost to be read again.
  #parsed: { copy: Trust; read: Read } | undefined;

  constructor(private readonly read: (trust: Trust) => Read) {}

  of(trust: Trust): Read {
    const parsed = this.#parsed;
    if (parsed?.copy !== trust) return this.read(trust);
    this.#parsed = undefined;
    return parsed.read;
  }

  /** Reads the copy, so that every fault of its documents is known, and keeps what it says. */
  parsed(copy: Trust): Trust {
    this.#parsed = { copy, read: this.read(copy) };
    return copy;
  }
}
