import type { Work } from "../../../core/language/work";

/**
 * The functions of CEL are plain functions of their values, many calls deep. What they cost is taken from the decision that runs them, and of
 * those there is one at a time.
 */
let running: Work | undefined;

/** Runs what reads and compares expressions, at the cost of a decision. Throws `Undecided` where its work is used up. */
export function metered<T>(work: Work, run: () => T): T {
  const before = running;
  running = work;
  try {
    return run();
  } finally {
    running = before;
  }
}

/** Takes steps from the decision that is running. */
export function spend(steps: number): void {
  running?.spend(steps);
}
