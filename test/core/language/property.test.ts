import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSubjects } from "../../../src/core/language/compare";
import type { GlobPart, Language } from "../../../src/core/language/language";
import { glob, literals, regex, unknown } from "../../../src/core/language/language";
import { contains } from "../../../src/core/language/member";
import { representatives } from "../../../src/core/language/representatives";
import { simplify } from "../../../src/core/language/simplify";
import { Work } from "../../../src/core/language/work";
import { parseSubjectClaim, SUBJECT_PREFIX } from "../../../src/core/subject";
import { rounds } from "../../support/rounds";
import { holds } from "./reference";

const words = (length: number): string[] =>
  length === 0 ? [""] : ["", ...words(length - 1).flatMap((word) => ["a", "b", "-"].map((char) => word + char))];
const NAMES = [...new Set(words(3))].filter((name) => /^[ab]([-ab]*[ab])?$/.test(name));
const NAMESPACES = NAMES.filter((name) => name.length <= 2);
/** Every `sub` with short names over a, b and dash. */
const TINY = NAMESPACES.flatMap((namespace) => NAMES.map((name) => `${SUBJECT_PREFIX}${namespace}:${name}`));

const someSubs = fc.array(fc.constantFrom(...TINY), { maxLength: 4 });
const namePattern = fc
  .array(fc.constantFrom("a", "b", "-", ":", "*", "?", "*", "A"), { maxLength: 6 })
  .map((pieces) => pieces.map((piece) => (piece === "*" ? "any-run" : piece === "?" ? "any-one" : { text: piece })));
const globs = fc
  .tuple(
    fc.constantFrom([{ text: SUBJECT_PREFIX }], ["any-run"], [{ text: `${SUBJECT_PREFIX}a:` }]),
    namePattern,
    fc.boolean(),
  )
  .map(([start, rest, ignoreCase]) => glob([...start, ...rest] as Parameters<typeof glob>[0], ignoreCase));
/** Several patterns that begin alike. */
const similarGlobs = fc.array(namePattern, { minLength: 2, maxLength: 4 }).map(
  (tails): Language => ({
    kind: "or",
    of: tails.map((tail) => glob([{ text: `${SUBJECT_PREFIX}a:` }, ...(tail as GlobPart[])])),
  }),
);
const pieces = fc.constantFrom("a", "b", "-", ":", "[ab]", "[^b]", ".", "\\w", "(?:ab|b)", "(a|)");
const repeated = fc
  .tuple(pieces, fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,2}", "{0,}"))
  .map((parts) => parts.join(""));
const regexes = fc
  .tuple(
    fc.constantFrom("", "^system:serviceaccount:", ":", "^.*"),
    fc.array(repeated, { maxLength: 4 }),
    fc.constantFrom("", "$", "|b$"),
  )
  .map(([start, body, end]) => regex(start + body.join("") + end));

const { language } = fc.letrec<{ language: Language; leaf: Language; node: Language }>((tie) => ({
  language: fc.oneof({ maxDepth: 3, withCrossShrink: true }, tie("leaf"), tie("node")),
  leaf: fc.oneof(
    { arbitrary: someSubs.map(literals), weight: 3 },
    { arbitrary: globs, weight: 3 },
    { arbitrary: similarGlobs, weight: 2 },
    { arbitrary: regexes, weight: 2 },
    { arbitrary: fc.constant(unknown("x")), weight: 1 },
  ),
  node: fc.oneof(
    tie("language").map((of): Language => ({ kind: "not", of })),
    fc
      .tuple(fc.constantFrom("and" as const, "or" as const), fc.array(tie("language"), { maxLength: 3 }))
      .map(([kind, of]): Language => ({ kind, of })),
  ),
}));

interface ShortIntent {
  subjects: string[];
  namespaces: string[];
}

const intents: fc.Arbitrary<ShortIntent> = fc.record({
  subjects: someSubs,
  namespaces: fc.subarray(NAMESPACES, { maxLength: 2 }),
});

/** The language of an intent, written in another way than the library writes it. */
const spelled = ({ subjects, namespaces }: ShortIntent): Language => ({
  kind: "or",
  of: [
    {
      kind: "not",
      of: { kind: "and", of: subjects.map((sub): Language => ({ kind: "not", of: literals([sub]) })) },
    },
    ...namespaces.map((namespace) => regex(`^${SUBJECT_PREFIX}${namespace}:`)),
  ],
});

describe("languages drawn at random", () => {
  it("contain what JavaScript's regular expressions say they contain", () => {
    fc.assert(
      fc.property(language, fc.constantFrom("", "a", "system:x", ...TINY), (drawn, string) => {
        expect(contains(drawn, string)).toBe(holds(drawn, string));
      }),
      { numRuns: rounds(1000) },
    );
  });

  it("stay the same when they are simplified", () => {
    fc.assert(
      fc.property(
        language,
        fc.uniqueArray(fc.constantFrom("", "a", ...TINY), { minLength: 10, maxLength: 20 }),
        (drawn, strings) => {
          const simple = simplify(drawn, new Work());
          for (const string of strings) expect(holds(simple, string)).toBe(holds(drawn, string));
        },
      ),
      { numRuns: rounds(300) },
    );
  });

  it("differ from an intent exactly where brute force finds a difference, and each witness is one", () => {
    const seen = { over: 0, under: 0, unknown: 0, equal: 0 };
    const runs = rounds(300);
    const pairs = fc.oneof(
      { weight: 5, arbitrary: fc.tuple(language, intents) },
      { weight: 1, arbitrary: intents.map((intent): [Language, ShortIntent] => [spelled(intent), intent]) },
    );
    const intended = ({ subjects, namespaces }: ShortIntent, sub: string) =>
      subjects.includes(sub) || namespaces.includes(parseSubjectClaim(sub)!.namespace);
    fc.assert(
      fc.property(pairs, ([drawn, intent]) => {
        const { over, under, unknown: open } = compareSubjects(drawn, intent);
        const differing = (admitted: unknown, wanted: boolean) =>
          TINY.filter((sub) => holds(drawn, sub) === admitted && intended(intent, sub) === wanted);
        const [overs, unders] = [differing(true, false), differing(false, true)];
        for (const witness of [over, under])
          if (witness !== undefined) expect(parseSubjectClaim(witness)).toBeDefined();
        if (over !== undefined) expect([holds(drawn, over), intended(intent, over)]).toEqual([true, false]);
        if (under !== undefined) expect([holds(drawn, under), intended(intent, under)]).toEqual([false, true]);
        if (overs.length > 0) expect(over).toBeDefined();
        if (unders.length > 0) expect(over ?? under).toBeDefined();
        if (open !== undefined) expect([over, under]).toEqual([undefined, undefined]);
        else if ((over ?? under) === undefined) for (const sub of TINY) expect(holds(drawn, sub)).not.toBe("unknown");
        seen[over !== undefined ? "over" : under !== undefined ? "under" : open !== undefined ? "unknown" : "equal"]++;
      }),
      { numRuns: runs },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs / 150);
  });

  it("equal an intent that is written in another way", () => {
    fc.assert(
      fc.property(intents, (intent) => {
        expect(compareSubjects(spelled(intent), intent)).toEqual({});
      }),
      { numRuns: rounds(100) },
    );
  });

  it("are told apart by their representatives wherever a short string tells them apart", () => {
    const short = ["", ..."ab-:A", ...TINY.slice(0, 40), "ab", "ba", "a:b", "system:serviceaccount:", "aa", "é"];
    fc.assert(
      fc.property(fc.array(language, { minLength: 1, maxLength: 3 }), (drawn) => {
        const found = representatives(drawn, []);
        if (!Array.isArray(found)) return;
        const shown = new Set(found.map((string) => drawn.map((one) => holds(one, string)).join()));
        for (const string of short) expect(shown).toContain(drawn.map((one) => holds(one, string)).join());
      }),
      { numRuns: rounds(80) },
    );
  });
});
