import { sizeWithin } from "../size";

/**
 * Steps that one decision may take: what a pattern for one ServiceAccount needs, in a larger document some for each character and member, and
 * no more than the largest ones need. Counted and not timed, so that the answer is the same on every machine; chosen so that hostile
 * documents end within about a hundred times of what reading them as JSON takes (`npm run bench -- hostile`).
 */
const STEPS_OF_ANY = 13_000;
const STEPS_OF_CHARACTER = 5;
const WORK_LIMIT = 400_000;

/** Ends a decision that cannot be made; becomes the reason of an `unknown`, never leaves `core/`. */
export class Undecided extends Error {}

/** The steps that are left. */
export class Work {
  constructor(private left = WORK_LIMIT) {}

  /** The steps for a document of this size, in characters and members. */
  static forSize(size: number): Work {
    return new Work(Math.min(WORK_LIMIT, Math.max(STEPS_OF_ANY, STEPS_OF_CHARACTER * size)));
  }

  static for(document: unknown): Work {
    return Work.forSize(sizeWithin(WORK_LIMIT, document) ?? WORK_LIMIT);
  }

  spend(steps: number): void {
    this.left -= steps;
    if (this.left < 0) throw new Undecided("the patterns are too complex: comparing them would take too many steps");
  }
}
