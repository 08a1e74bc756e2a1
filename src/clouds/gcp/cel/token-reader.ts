import type { CelToken } from "./tokens";
import { CelSyntaxError } from "./tokens";

/** Reads tokens one after another. */
export class TokenReader {
  private at = 0;

  constructor(private readonly tokens: readonly CelToken[]) {}

  /** The one that comes next. */
  get token(): CelToken {
    return this.tokens[this.at]!;
  }

  next(): CelToken {
    const { token } = this;
    if (token.kind !== "end") this.at++;
    return token;
  }

  name(): string {
    const token = this.next();
    if (token.kind !== "name") throw new CelSyntaxError(`${token.text} where a name should stand`);
    return token.text;
  }

  is(sign: string): boolean {
    return this.token.kind === "sign" && this.token.text === sign;
  }

  /** Passes over a sign where it comes next. */
  take(sign: string): boolean {
    const isNext = this.is(sign);
    if (isNext) this.at++;
    return isNext;
  }

  /** Passes over a sign that has to come next. */
  expect(sign: string): void {
    if (!this.take(sign)) throw new CelSyntaxError(`${this.token.text} where ${sign} should stand`);
  }
}
