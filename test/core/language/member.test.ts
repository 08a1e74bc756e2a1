import { describe, expect, it } from "vitest";
import type { Language } from "../../../src/core/language/language";
import { ALL, and, glob, globOf, literals, NONE, not, or, regex, unknown } from "../../../src/core/language/language";
import { contains, unknownConstruct } from "../../../src/core/language/member";

describe("contains", () => {
  it.each<[string, Language, string, boolean]>([
    ["a literal", literals(["a"]), "a", true],
    ["a literal in other case", literals(["a"]), "A", false],
    ["an empty run", globOf("ns:*"), "ns:", true],
    ["a run over colons and slashes", globOf("a*z"), "a:b/c:z", true],
    ["one character", globOf("a?c"), "abc", true],
    ["no character where one is asked for", globOf("a?c"), "ac", false],
    ["one character beyond the basic plane", globOf("a?c"), "a\u{1f600}c", true],
    ["a glob that overlaps itself", globOf("*aab*"), "aaab", true],
    ["a glob longer than the string", globOf("ab*"), "a", false],
    ["brackets of a glob", globOf("[s]a"), "sa", false],
    ["literal stars", glob([{ text: "*" }]), "*", true],
    ["literal stars", glob([{ text: "*" }]), "x", false],
    ["a glob without case", glob([{ text: "NS:Sa" }, "any-one"], true), "ns:sA1", true],
    ["the empty string", globOf(""), "", true],
    ["the empty string", globOf("?"), "", false],
    ["nothing", NONE, "a", false],
    ["everything", ALL, "a", true],
  ])("matches %s", (_name, language, string, expected) => {
    expect(contains(language, string)).toBe(expected);
  });

  it("ends soon on globs and expressions that make backtracking matchers hang", () => {
    const text = `${"a".repeat(300)}b`;
    expect(contains(globOf(`${"a*".repeat(60)}c`), text)).toBe(false);
    expect(contains(globOf(`*${"a?".repeat(100)}*c`), text)).toBe(false);
    expect(contains(regex("^(a+)+$"), text)).toBe(false);
    expect(contains(regex("^(a|a)*$"), text)).toBe(false);
    expect(contains(regex("^(a?){100}a{100}$"), "a".repeat(100))).toBe(true);
    expect(contains(regex("^(((a*)*)*)*$"), text)).toBe(false);
  });

  it("answers unknown only where that would change the answer", () => {
    const open = unknown("x");
    expect(contains(open, "a")).toBe("unknown");
    expect(contains(not(open), "a")).toBe("unknown");
    expect(contains({ kind: "not", of: open }, "a")).toBe("unknown");
    expect(contains(and(open, NONE), "a")).toBe(false);
    expect(contains(and(open, ALL), "a")).toBe("unknown");
    expect(contains(or(open, ALL), "a")).toBe(true);
    expect(contains(or(open, NONE), "a")).toBe("unknown");
    expect(contains(or(open, literals(["a"])), "a")).toBe(true);
    expect(contains(or(open, literals(["a"])), "b")).toBe("unknown");
    expect(contains(and(), "a")).toBe(true);
    expect(contains(or(), "a")).toBe(false);
  });

  it("answers unknown for patterns that are not modelled, and names the construct", () => {
    const lookahead = regex("(?=a)");
    expect(contains(lookahead, "a")).toBe("unknown");
    expect(unknownConstruct(and(ALL, or(NONE, lookahead)), "a")).toContain("(?=");
    expect(contains(glob([{ text: "É" }], true), "é")).toBe("unknown");
    expect(contains(glob([{ text: "É" }]), "É")).toBe(true);
  });

  it("answers unknown for conditions nested too deep to be read", () => {
    let language: Language = ALL;
    for (let i = 0; i < 100_000; i++) language = { kind: "and", of: [language, ALL] };
    expect(contains(language, "a")).toBe("unknown");
  });
});
