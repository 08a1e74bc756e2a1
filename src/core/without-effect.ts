import type { Issue } from "./issue";
import { issue } from "./issue";

/** Arguments that nothing is made of beside others: a program that sets them would believe in something that is not there. */
export interface WithoutEffect<Args> {
  readonly args: readonly (keyof Args & string)[];
  /** Whether the others are there. */
  readonly beside: (args: Args) => boolean;
  /** Why they have no effect and what to do, as the end of a sentence. */
  readonly why: string;
  /** Whether false says something too: it is not what happens by default. */
  readonly evenFalse?: boolean;
}

/** Faults of arguments without effect. False is the same as nothing, where a row says no other. */
export function checkEffects<Args>(args: Args, rows: readonly WithoutEffect<Args>[]): Issue[] {
  return rows
    .filter(({ beside }) => beside(args))
    .flatMap((row) =>
      row.args
        .filter((name) => args[name] !== undefined && (args[name] !== false || row.evenFalse === true))
        .map((name) => issue("argument-without-effect", name, `Cannot use ${name}: ${row.why}`)),
    );
}
