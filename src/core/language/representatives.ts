import type { Language } from "./language";
import { contains } from "./member";
import { listedIn, simplify } from "./simplify";
import { ALL_STRINGS } from "./universe";
import { walk } from "./walk";
import { Undecided, Work } from "./work";

const FRESH = "other-audience";

/**
 * Strings that stand for all strings: every combination of memberships in the languages that occurs at all is shown by one of
 * them. Those of `always` come first, then every string a language lists, then one that none lists, then what patterns tell apart.
 */
export function representatives(
  languages: readonly Language[],
  always: Iterable<string>,
  work = new Work(),
): string[] | { unknown: string } {
  try {
    const simple = languages.map((language) => simplify(language, work));
    const listed = new Set(always);
    for (const language of simple) {
      const values = listedIn(language, work);
      work.spend(values.size);
      for (const value of [...values].sort()) listed.add(value);
    }
    let fresh = FRESH;
    for (let i = 2; listed.has(fresh); i++) fresh = `${FRESH}-${i}`;
    const result = [...listed, fresh];
    if (simple.every((language) => language.kind === "literals")) return result;

    const shown = simple.map((language) => contains(language, fresh, work)).join();
    for (const { string, members } of walk(simple, ALL_STRINGS, listed, work)) {
      if (members.join() !== shown) result.push(string);
    }
    return result;
  } catch (error) {
    if (error instanceof Undecided) return { unknown: error.message };
    throw error;
  }
}
