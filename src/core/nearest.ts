/** The known word that a misspelt one most likely means, or `undefined` where none is near: a third of its letters may differ, case does not count. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const [best] = known
    .filter((each) => Math.abs(each.length - word.length) <= tolerance(word, each))
    .map((each) => ({ each, edits: editDistance(word.toLowerCase(), each.toLowerCase()) }))
    .filter(({ each, edits }) => edits <= tolerance(word, each))
    .sort((one, other) => one.edits - other.edits || (one.each < other.each ? -1 : 1));
  return best?.each;
}

/** What goes behind a fault of a misspelt word: the known one that it most likely means, or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

function tolerance(word: string, other: string): number {
  return Math.floor(Math.max(word.length, other.length, 3) / 3);
}

/** Letters to add, take away, replace or swap with their neighbour to make one word of the other (optimal string alignment). */
function editDistance(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, column) => column)];
  for (let i = 1; i <= one.length; i++) {
    const [before, row] = [rows[i - 1]!, [i]];
    for (let j = 1; j <= other.length; j++) {
      const replaced = before[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swaps = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = swaps ? rows[i - 2]![j - 2]! + 1 : replaced;
      row.push(Math.min(before[j]! + 1, row[j - 1]! + 1, replaced, swapped));
    }
    rows.push(row);
  }
  return rows[one.length]![other.length]!;
}
