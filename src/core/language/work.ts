/**
 * Steps that one proof may take. Counted and not timed, so that the answer is the same on every machine; chosen so that hostile
 * input ends within tens of milliseconds, far above what real trusts need (thousands).
 */
const WORK_LIMIT = 400_000;

/** Ends a decision that cannot be made; becomes the reason of an `unknown`, never leaves `core/`. */
export class Undecided extends Error {}

/** The steps that are left. */
export class Work {
  constructor(private left = WORK_LIMIT) {}

  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new Undecided("the patterns are too complex: comparing them would take too many steps");
  }
}
