import { describe, expect, it } from "vitest";
import type { CelExpr } from "../../../src/clouds/gcp/cel/expr";
import { compileCel, runCel } from "../../../src/clouds/gcp/cel/run";
import { literals, regex } from "../../../src/core/language/language";
import { contains } from "../../../src/core/language/member";
import { parseRegex } from "../../../src/core/language/regex";

const PROBES = [
  "",
  "a",
  "b",
  "ab",
  "ba",
  "aa",
  "aaa",
  "abab",
  "a.b",
  "a-b",
  "A",
  "5",
  "_",
  " ",
  "\n",
  "a\nb",
  "]",
  "}",
  "\\",
  "é",
];

describe("an expression of RE2", () => {
  // Syntax in which RE2 and JavaScript agree (with the flag "u", nothing multi-line), so that JavaScript can judge.
  it.each([
    "",
    "a",
    "^a",
    "a$",
    "^a$",
    "^$",
    "$^",
    "^^a$$",
    "a|b",
    "^(a|b)$",
    "^a|b$",
    "a^b",
    "a$b",
    "(^a|b$)a?",
    "^(?:a|ab)(?:b|)$",
    "^a*$",
    "^a+$",
    "^a?$",
    "^a*?$",
    "^a{2}$",
    "^a{2,}$",
    "^a{0,2}?$",
    "^(ab){2}$",
    "^(a*)*$",
    "^(a|b*)+$",
    "^.$",
    "^a.b$",
    "^a\\.b$",
    "^[ab]+$",
    "^[^ab]$",
    "^[a-b]+$",
    "^[a\\-]",
    "^[-a]b",
    "^[\\]]$",
    "^\\d$",
    "^\\D$",
    "^\\w$",
    "^\\W$",
    "^\\n$",
    "^[\\d_]$",
    "^\\\\$",
    "^é$",
    "(a)(b)",
    "()",
    "(|a)b",
    "^a$",
    "^a\\.b$",
    "^a.b$",
    "^(ab|a\\.b)$",
    "^(?:a|)$",
    "^a|b$",
    "^(a)|b$",
  ])("%s matches what JavaScript matches", (source) => {
    const reference = new RegExp(source, "u");
    for (const probe of PROBES) expect([probe, contains(regex(source), probe)]).toEqual([probe, reference.test(probe)]);
  });

  it("are a list where they are plain texts between anchors", () => {
    expect(regex("^system:serviceaccount:shop:api\\.v1$")).toEqual(literals(["system:serviceaccount:shop:api.v1"]));
    expect(regex("^(?:a|b)$")).toEqual(literals(["a", "b"]));
    expect(regex("^a.b$")).toMatchObject({ kind: "regex" });
  });

  it("keeps to RE2 where it differs from JavaScript", () => {
    expect(contains(regex("^\\s$"), "\v")).toBe(false);
    expect(contains(regex("^\\s$"), "\u00a0")).toBe(false);
    expect(contains(regex("^.$"), "\r")).toBe(true);
    expect(contains(regex("\\Aa\\z"), "a")).toBe(true);
    expect(contains(regex("\\Aa\\z"), "ab")).toBe(false);
    expect(contains(regex("^[]a]$"), "]")).toBe(true);
    expect(contains(regex("^[^]a]$"), "]")).toBe(false);
    expect(contains(regex("^a}]$"), "a}]")).toBe(true);
  });

  it.each([
    ["(?=a)", "(?="],
    ["(?!a)", "(?!"],
    ["(?<=a)", "(?<"],
    ["(?P<n>a)(?P<n>b)", "name n"],
    ["(?m)a", "(?m"],
    ["(?x)a", "(?x"],
    ["(?i)é", "case does not count"],
    ["(?i)\\W", "case does not count"],
    ["(?i)*", '"*" of nothing'],
    ["((a{10}){11}){10}", "counters"],
    ["(a)\\1", "\\1"],
    ["\\x{110000}", "\\x"],
    ["[[:foo:]]", "[:foo:]"],
    ["\\bA", "\\b"],
    ["\\B", "\\B"],
    ["\\pL", "\\p"],
    ["\\Qa\\E", "\\Q"],
    ["\\C", "\\C"],
    ["a**", '"*" after'],
    ["a+*", '"*" after'],
    ["a*+", '"+" after'],
    ["*a", '"*" of nothing'],
    ["a|*", '"*" of nothing'],
    ["a{1001}", "{1001}"],
    ["a{2,1}", "{2,1}"],
    ["a{99999}", '"{"'],
    ["a{,2}", '"{"'],
    ["a{x", '"{"'],
    ["(a", 'unclosed "("'],
    ["a)", 'unmatched ")"'],
    ["[a", "ends too early"],
    ["[b-a]", "range"],
    ["[a-\\d]", "range"],
    ["[a-b-c]", '"-" after'],
    ["a\\", "ends too early"],
    [`${"(".repeat(101)}a${")".repeat(101)}`, "nested"],
    ["a".repeat(5000), "characters"],
  ])("%s is not decided, and the construct is named", (source, construct) => {
    expect(parseRegex(source)).toEqual({ unsupported: expect.stringContaining(construct) });
    expect(contains(regex(source), "a")).toBe("unknown");
  });

  it("is not decided where its counters unfold too far", () => {
    expect(contains(regex("((a{30}){30}){30}"), "a")).toBe("unknown");
    expect(contains(regex("(((((){1000}){1000}){1000}){1000}){1000}"), "a")).toBe("unknown");
    expect(contains(regex("^(a{20}){20}$"), "a".repeat(400))).toBe(true);
  });

  it.each([
    "(?i)ab",
    "a(?i)b",
    "(a(?i)b)a",
    "(?i:a)b",
    "(?i)a(?-i)b",
    "(?i)a(?-i:b)",
    "(?i)[^a]$",
    "(?i)^[a-b]+$",
    "(?i)^\\x61$",
    "(?i)^[sk]$",
    "(?s)a.b",
    "(?s-i:a.b)",
    "(?s)a(?-s).b",
    "(?U)^a*$",
    "(?iU)^A+$",
    "^(?P<first>a)(?<second>b)$",
    "^[[:alpha:]]+$",
    "^[[:^alpha:]]$",
    "^[^[:^alpha:]]$",
    "^[[:digit:][:punct:]]$",
    "^[[:space:]]$",
    "^[[:word:]-]+$",
    "\\x61\\x{62}",
    "^[\\x61-\\x62]+$",
    "((a{10}){10}){10}",
    "^(?:(?:a){2}){0,2}$",
  ])("%s means what RE2 says, where JavaScript has other words", (source) => {
    const { expr } = compileCel("text.matches(expression)", 100) as { expr: CelExpr };
    for (const text of [...PROBES, "AB", "aB", "Ab", "B", "S", "\u017f", "\u212a", "a".repeat(999), "a".repeat(1000)]) {
      const outcome = runCel(expr, { text, expression: source });
      expect(outcome, JSON.stringify(text)).toEqual({ value: contains(regex(source), text) });
    }
  });
});
