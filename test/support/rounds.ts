/** How often CI tries what a change has to pass once. */
const EXHAUSTIVE_FACTOR = 5;

/** The rounds of a test that draws at random: as given, and with `EXHAUSTIVE=1`, which CI sets, five times as many unless said otherwise. */
export function rounds(everyChange: number, inCi = everyChange * EXHAUSTIVE_FACTOR): number {
  return process.env.EXHAUSTIVE === undefined ? everyChange : inCi;
}
