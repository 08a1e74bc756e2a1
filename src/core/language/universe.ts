import { parseSubjectClaim, SUBJECT_PREFIX } from "../subject";
import type { CharSet } from "./char-set";
import { charIn, codePoints, inCharSet, LAST_CODE_POINT } from "./char-set";

/** The strings that can occur at all, as a deterministic automaton behind a fixed prefix. */
export interface Universe {
  readonly prefix: string;
  /** By state and kind of character, the next state; -1 where no string of the universe goes on like that. */
  readonly next: readonly (readonly number[])[];
  readonly accepting: number;
  kindOf(char: number): number;
  /** Characters to build strings of, the most readable first; they show every combination of the given sets. */
  characters(sets: readonly CharSet[]): Iterable<number>;
  /** Rules that the automaton leaves out. */
  includes(string: string): boolean;
}

const ALPHANUMERIC = codePoints("abcdefghijklmnopqrstuvwxyz0123456789");
const PUNCTUATION = codePoints("-.:");

/**
 * Every `sub` an API server can sign: DNS-1123 label, colon, DNS-1123 subdomain. Their lengths would multiply the states by
 * hundreds and are checked on the result instead.
 */
export const SUBJECT_CLAIMS: Universe = {
  prefix: SUBJECT_PREFIX,
  // Kinds of character: letter or digit, "-", ".", ":".
  next: [
    [1, -1, -1, -1], // namespace, nothing read
    [1, 2, -1, 3], // namespace, after a letter or digit
    [1, 2, -1, -1], // namespace, after a dash
    [4, -1, -1, -1], // name, at the start of a label
    [4, 5, 3, -1], // name, after a letter or digit
    [4, 5, -1, -1], // name, after a dash
  ],
  accepting: 4,
  kindOf: (char) => PUNCTUATION.indexOf(char) + 1,
  characters: () => [...ALPHANUMERIC, ...PUNCTUATION],
  includes: (string) => parseSubjectClaim(string) !== undefined,
};

/** Every string that is not empty: the `sub` of an issuer that is no API server. */
export const ANY_SUBJECTS: Universe = {
  prefix: "",
  next: [[1], [1]],
  accepting: 1,
  kindOf: () => 0,
  characters: charactersOfAll,
  includes: (string) => string !== "",
};

/** Every string, as an audience may be. */
export const ALL_STRINGS: Universe = {
  prefix: "",
  next: [[0]],
  accepting: 0,
  kindOf: () => 0,
  characters: charactersOfAll,
  includes: () => true,
};

function charactersOfAll(sets: readonly CharSet[]): Set<number> {
  const printable = Array.from({ length: 95 }, (_, i) => 32 + i).filter((char) => !ALPHANUMERIC.includes(char));
  const bounds = sets.flatMap((set) => set.map((bound, i) => (i % 2 === 0 ? bound : bound + 1)));
  const afterSurrogates = bounds.map((char) => (char >= 0xd800 && char <= 0xdfff ? 0xe000 : char));
  const characters = afterSurrogates.filter((char) => char <= LAST_CODE_POINT);
  return new Set([...ALPHANUMERIC, ...PUNCTUATION, ...printable, ...characters]);
}

/**
 * The characters of a universe, those together that neither it nor any of the sets tells apart. Characters within and next to
 * those of `also` are among them, but are not told apart.
 */
export function characterClasses(universe: Universe, sets: readonly CharSet[], also: readonly CharSet[]): number[][] {
  const classes = new Map<string | number, number[]>();
  // Most sets are one character, which stands alone.
  const alone = new Set(sets.flatMap((set) => charIn(set) ?? []));
  const wide = sets.filter((set) => charIn(set) === undefined);
  for (const char of universe.characters([...sets, ...also])) {
    let key: string | number = char;
    if (!alone.has(char)) {
      key = `${universe.kindOf(char)}:`;
      for (const set of wide) key += inCharSet(set, char) ? "1" : "0";
    }
    const same = classes.get(key);
    if (same === undefined) classes.set(key, [char]);
    else same.push(char);
  }
  return [...classes.values()];
}
