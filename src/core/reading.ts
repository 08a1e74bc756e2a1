/**
 * The copy that a parser made last, with what its documents say. One place and no WeakMap: many small entries there cost the garbage
 * collector more than the documents cost to be read again.
 */
let parsed: { readonly by: unknown; readonly copy: object; readonly read: unknown } | undefined;

/** The copy that nobody can change for the time being. */
let unchanged: object | undefined;

/**
 * The reading of a trust's documents. A trust that a program hands over may change at any time, so it is read anew for every question;
 * the copy that a parser has just made is read by the parser, and that reading answers the first question about it.
 */
export class Reading<Trust extends object, Read> {
  constructor(private readonly read: (trust: Trust) => Read) {}

  of(trust: Trust): Read {
    if (parsed?.copy !== trust || parsed.by !== this) return this.read(trust);
    const read = parsed.read as Read;
    if (unchanged !== trust) parsed = undefined;
    return read;
  }

  /** Reads the copy, so that every fault of its documents is known, and keeps what it says. */
  parsed(copy: Trust): Trust {
    parsed = { by: this, copy, read: this.read(copy) };
    return copy;
  }
}

/** Asks several questions about a copy that a parser has just made and nobody else has yet: that one reading answers all of them. */
export function whileUnchanged<T>(copy: object, ask: () => T): T {
  unchanged = copy;
  try {
    return ask();
  } finally {
    unchanged = undefined;
    if (parsed?.copy === copy) parsed = undefined;
  }
}
