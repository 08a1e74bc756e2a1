import type * as pulumi from "@pulumi/pulumi";

/**
 * Stands in for values that are not known yet, so that a trust can be rendered and proved at construction: a plain string is
 * itself, every Output or Promise gets a name of its own, and the same object gets the same name.
 */
export class Placeholders {
  readonly #names = new Map<unknown, string>();

  /** `shape` makes a value of the right form out of a unique word, for example an issuer URL. */
  of(value: pulumi.Input<string>, shape: (word: string) => string): string {
    if (typeof value === "string") return value;
    const known = this.#names.get(value);
    if (known !== undefined) return known;
    const name = shape(`unknown-${this.#names.size + 1}`);
    this.#names.set(value, name);
    return name;
  }
}

/** An issuer URL nobody can own: `.example` is reserved (RFC 2606), and no cloud is said to be unable to reach it. */
export function placeholderIssuer(word: string): string {
  return `https://${word}.example`;
}
