import type { Size } from "../size";
import { sizeWithin } from "../size";

/**
 * Steps that one decision may take: about a hundred times what reading its document as JSON takes, and as many for a small one as if that
 * took three microseconds. Counted and not timed, so that the answer is the same on every machine; a step takes some 50 nanoseconds on the
 * machine on which reading takes 0.5 for a character and 30 for a member at the least (`npm run bench -- hostile` has the figures).
 */
const STEPS_OF_ANY = 3_000;
const STEPS_OF_CHARACTER = 1;
const STEPS_OF_MEMBER = 75;
const WORK_LIMIT = 400_000;

/** What a look at one character of a text costs beside a pattern. */
export const LOOK_COST = 1 / 4;

/** Ends a decision that cannot be made; becomes the reason of an `unknown`, never leaves `core/`. */
export class Undecided extends Error {}

/** One for all decisions: taking a stack trace, which nobody sees, takes as long as hundreds of steps. */
const TOO_COMPLEX = new Undecided("the patterns are too complex: comparing them would take too many steps");

/** The steps that are left. */
export class Work {
  constructor(
    private left = WORK_LIMIT,
    private readonly paid = new Set<object>(),
  ) {}

  static forSize({ characters, members }: Size): Work {
    const steps = STEPS_OF_ANY + STEPS_OF_CHARACTER * characters + STEPS_OF_MEMBER * members;
    return new Work(Math.min(WORK_LIMIT, steps));
  }

  static for(document: unknown): Work {
    const size = sizeWithin(WORK_LIMIT, document);
    return size === undefined ? new Work() : Work.forSize(size);
  }

  /** So many steps apart from these, for which what is paid for stays paid. */
  apart(steps: number): Work {
    return new Work(steps, this.paid);
  }

  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw TOO_COMPLEX;
  }

  /** Takes the steps for what is kept after it was done once, however often it is asked for. */
  spendOnce(on: object, steps: () => number): void {
    if (this.paid.has(on)) return;
    this.spend(steps());
    this.paid.add(on);
  }
}
