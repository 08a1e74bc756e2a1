/** How often CI tries what a change has to pass once. */
const EXHAUSTIVE_FACTOR = 5;

/** The rounds of a test that draws at random: as given, and five times as many with `EXHAUSTIVE=1`, which CI sets. */
export function rounds(everyChange: number): number {
  return process.env.EXHAUSTIVE === undefined ? everyChange : everyChange * EXHAUSTIVE_FACTOR;
}
