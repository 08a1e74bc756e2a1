/** @typedef {{ what: string, value: number, unit: string, goal?: number, detail?: string }} Figure */

/** Prints the figures of one suite next to their goals. @param {string} suite @param {Figure[]} figures */
export function report(suite, figures) {
  console.log(`\n${suite}`);
  for (const { what, value, unit, goal, detail } of figures) {
    const mark = goal === undefined ? " " : value <= goal ? "+" : "!";
    const target = goal === undefined ? "" : `  goal ${goal} ${unit}`;
    console.log(
      `  ${mark} ${what.padEnd(58)} ${format(value).padStart(9)} ${unit}${target}${detail === undefined ? "" : `  (${detail})`}`,
    );
  }
}

function format(value) {
  return value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(2) : value.toPrecision(2);
}

/** The middle one of several measurements. @param {number[]} values */
export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
