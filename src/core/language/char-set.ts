/** Code points as sorted pairs of bounds, both inclusive: `[97, 122]` is a to z. */
export type CharSet = readonly number[];

export const LAST_CODE_POINT = 0x10ffff;

export const ANY_CHAR: CharSet = [0, LAST_CODE_POINT];

export function inCharSet(set: CharSet, char: number): boolean {
  for (let i = 0; i < set.length; i += 2) {
    if (char < set[i]!) return false;
    if (char <= set[i + 1]!) return true;
  }
  return false;
}

const ASCII_CHARS: readonly CharSet[] = Array.from({ length: 128 }, (_, char) => [char, char]);

export function oneChar(char: number): CharSet {
  return ASCII_CHARS[char] ?? [char, char];
}

/** The character of a set that has one alone. */
export function charIn(set: CharSet): number | undefined {
  return set.length === 2 && set[0] === set[1] ? set[0] : undefined;
}

/** One set out of ranges in any order, overlapping or not. */
export function charSet(...ranges: (readonly [number, number])[]): CharSet {
  const set: number[] = [];
  for (const [first, last] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const end = set.length - 1;
    if (end > 0 && first <= set[end]! + 1) set[end] = Math.max(set[end]!, last);
    else set.push(first, last);
  }
  return set;
}

export function unionOf(sets: readonly CharSet[]): CharSet {
  return charSet(...sets.flatMap(rangesOf));
}

export function complementOf(set: CharSet): CharSet {
  const result: number[] = [];
  let next = 0;
  for (const [first, last] of rangesOf(set)) {
    if (first > next) result.push(next, first - 1);
    next = last + 1;
  }
  if (next <= LAST_CODE_POINT) result.push(next, LAST_CODE_POINT);
  return result;
}

function rangesOf(set: CharSet): [number, number][] {
  const ranges: [number, number][] = [];
  for (let i = 0; i < set.length; i += 2) ranges.push([set[i]!, set[i + 1]!]);
  return ranges;
}

/** A string the way patterns count it: one number for each character, also beyond the basic plane. */
export function codePoints(string: string): number[] {
  const points: number[] = [];
  for (let i = 0; i < string.length; i += unitsIn(points.at(-1)!)) points.push(string.codePointAt(i)!);
  return points;
}

/** How much of a string a character takes up. */
export function unitsIn(char: number): number {
  return char > 0xffff ? 2 : 1;
}

/** Case folding of ASCII, the only one that all clouds agree on. */
export function lowerAscii(char: number): number {
  return char >= 65 && char <= 90 ? char + 32 : char;
}
