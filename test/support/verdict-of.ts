import { prove } from "../../src/verifier";

/** What a proof says, or that the document cannot be read. */
export function verdictOf(trust: unknown, intent: unknown): string {
  try {
    return prove(trust as never, intent as never).verdict;
  } catch {
    return "fault";
  }
}

/** A policy variable; written out it would be one of JavaScript's templates to the linter. */
export const variable = (name: string) => ["$", "{", name, "}"].join("");
