import fc from "fast-check";
import type { Element, NoParent } from "refa";
import { CharSet, DFA, NFA } from "refa";
import { describe, expect, it } from "vitest";
import { globOf } from "../../../src/core/language/language";
import { simplify } from "../../../src/core/language/simplify";
import { ALL_STRINGS, SUBJECT_CLAIMS } from "../../../src/core/language/universe";
import { walk } from "../../../src/core/language/walk";
import { Work } from "../../../src/core/language/work";
import { rounds } from "../../support/rounds";

const MAX = 0x7f;

type Part = NoParent<Element>;

function nfaOf(elements: Part[]): NFA {
  return NFA.fromRegex({ type: "Concatenation", elements }, { maxCharacter: MAX });
}

function oneOf(chars: string): Part {
  return {
    type: "CharacterClass",
    characters: CharSet.fromCharacters(
      MAX,
      [...chars].map((char) => char.charCodeAt(0)).sort((a, b) => a - b),
    ),
  };
}

function repeat(min: number, max: number, elements: Part[]): Part {
  return { type: "Quantifier", min, max, lazy: false, alternatives: [{ type: "Concatenation", elements }] };
}

function globNfa(pattern: string): NFA {
  const any: Part = { type: "CharacterClass", characters: CharSet.all(MAX) };
  const part = (char: string): Part =>
    char === "*" ? repeat(0, Number.POSITIVE_INFINITY, [any]) : char === "?" ? any : oneOf(char);
  return nfaOf([...pattern].map(part));
}

function outside(nfa: NFA): NFA {
  const dfa = DFA.fromFA(nfa);
  dfa.complement();
  return NFA.fromFA(dfa);
}

describe("the walk against the automata of refa", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });

  it("finds the same combinations of two globs, each by a string as short", () => {
    fc.assert(
      fc.property(pattern, pattern, (first, second) => {
        const languages = [first, second].map((one) => simplify(globOf(one), new Work()));
        const walked = new Map<string, number>();
        for (const { members, string } of walk(languages, ALL_STRINGS, new Set(), new Work())) {
          walked.set(members.join(), string.length);
        }
        const expected = new Map<string, number>();
        for (const inFirst of [true, false]) {
          for (const inSecond of [true, false]) {
            const left = inFirst ? globNfa(first) : outside(globNfa(first));
            const right = inSecond ? globNfa(second) : outside(globNfa(second));
            const [shortest] = NFA.fromIntersection(left, right).words();
            if (shortest !== undefined) expected.set([inFirst, inSecond].join(), shortest.length);
          }
        }
        expect(walked).toEqual(expected);
      }),
      { numRuns: rounds(100) },
    );
  });

  it("finds the same subjects in a glob, each by a string as short", () => {
    const subjects = subjectClaims();
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "-", ".", ":", "*", "?"), maxLength: 7 }), (tail) => {
        const pattern = `system:*${tail}`;
        const walked = [...walk([globOf(pattern)], SUBJECT_CLAIMS, new Set(), new Work())];
        const [expected] = NFA.fromIntersection(globNfa(pattern), subjects).words();
        expect(walked.find(({ members }) => members[0] === true)?.string.length).toBe(expected?.length);
      }),
      { numRuns: rounds(50) },
    );
  });
});

/** What an API server signs, written down once more. */
function subjectClaims(): NFA {
  const alphanumeric = oneOf("abcdefghijklmnopqrstuvwxyz0123456789");
  const inner = oneOf("abcdefghijklmnopqrstuvwxyz0123456789-");
  const label = [alphanumeric, repeat(0, 1, [repeat(0, Number.POSITIVE_INFINITY, [inner]), alphanumeric])];
  const labels = [...label, repeat(0, Number.POSITIVE_INFINITY, [oneOf("."), ...label])];
  return nfaOf([...[..."system:serviceaccount:"].map(oneOf), ...label, oneOf(":"), ...labels]);
}
