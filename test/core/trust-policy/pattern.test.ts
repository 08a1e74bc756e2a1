import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesPattern, patternParts } from "../../../src/core/trust-policy/pattern";

const variable = (name: string) => `\${${name}}`;
const fits = (pattern: string, value: string) => matchesPattern(patternParts(pattern, true, true), value);

describe("patternParts", () => {
  it("reads wildcards only where the operator has them", () => {
    expect(patternParts("a*?", true, true)).toEqual([{ text: "a" }, "any-run", "any-one"]);
    expect(patternParts("a*?", false, true)).toEqual([{ text: "a*?" }]);
  });

  it("reads escapes as characters, and as variables where the document's version has none", () => {
    expect(patternParts(`a${variable("*")}b`, true, true)).toEqual([{ text: "a*b" }]);
    expect(patternParts(`a${variable("*")}b`, true, false)).toEqual([{ text: "a" }, { variable: "*" }, { text: "b" }]);
  });

  it("names variables, also one that does not end", () => {
    expect(patternParts(variable("aws:x"), false, true)).toEqual([{ variable: "aws:x" }]);
    expect(patternParts(`a${"$"}{b`, false, true)).toEqual([{ text: "a" }, { variable: "b" }]);
    expect(patternParts("$a{", false, true)).toEqual([{ text: "$a{" }]);
  });
});

describe("matchesPattern", () => {
  it.each([
    ["*", "", true],
    ["?", "", false],
    ["a*", "a", true],
    ["*a", "ba", true],
    ["a*b*c", "aXbYbc", true],
    ["a*b*c", "acb", false],
    ["?*?", "x", false],
    ["[ab]", "a", false],
    ["a.c", "abc", false],
    ["*\n", "x\n", true],
    ["?", "😀", true],
  ])("%j on %j is %s", (pattern, value, expected) => {
    expect(fits(pattern, value)).toBe(expected);
  });

  it("agrees with an anchored regular expression", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 });
    const value = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
    fc.assert(
      fc.property(text, value, (pattern, seen) => {
        const expression = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        expect(fits(pattern, seen)).toBe(expression.test(seen));
      }),
    );
  });

  it("ends on a pattern that backtracks much", () => {
    expect(fits("*a".repeat(1000), "a".repeat(999))).toBe(false);
  });
});
