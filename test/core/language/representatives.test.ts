import { describe, expect, it } from "vitest";
import type { Language } from "../../../src/core/language/language";
import { ALL, and, globOf, literals, NONE, not, or, regex, unknown } from "../../../src/core/language/language";
import { contains } from "../../../src/core/language/member";
import { representatives } from "../../../src/core/language/representatives";

/** The combinations of memberships that these strings show. */
const shown = (languages: Language[], strings: string[]) =>
  new Set(strings.map((string) => languages.map((language) => contains(language, string)).join()));

describe("representatives", () => {
  it("are the intended strings, every listed one and a fresh one", () => {
    expect(representatives([], ["aud"])).toEqual(["aud", "other-audience"]);
    expect(representatives([literals(["y", "x"]), literals(["z", "x"])], ["aud", "z"])).toEqual([
      "aud",
      "z",
      "x",
      "y",
      "other-audience",
    ]);
    expect(representatives([ALL, NONE], ["aud"])).toEqual(["aud", "other-audience"]);
  });

  it("include a fresh string also where the usual one is listed", () => {
    const languages = [literals(["other-audience", "other-audience-2"])];
    expect(representatives(languages, [])).toEqual(["other-audience", "other-audience-2", "other-audience-3"]);
  });

  it("show what patterns tell apart by short readable strings", () => {
    expect(representatives([globOf("https://*")], ["aud"])).toEqual(["aud", "other-audience", "https://"]);
    expect(representatives([globOf("a*"), globOf("*b")], ["aud"])).toEqual(["aud", "other-audience", "a", "b", "ab"]);
    expect(representatives([regex("^[A-Z]$")], [])).toEqual(["other-audience", "A"]);
    expect(representatives([globOf("?*")], [])).toEqual(["other-audience", ""]);
    expect(representatives([globOf("é")], [])).toEqual(["other-audience", "é"]);
  });

  it.each<[string, Language[]]>([
    ["a list inside a pattern", [or(literals(["ab"]), globOf("a*")), globOf("*b")]],
    ["a pattern without its shortest string", [and(globOf("a*"), not(literals(["a", "aa", "ab"])))]],
    [
      "a pattern with all but one string listed",
      [globOf("?"), literals([..."abcdefghijklmnopqrstuvwxyz0123456789-.:"])],
    ],
    [
      "a pattern with every usual character listed",
      [globOf("?"), literals(Array.from({ length: 300 }, (_, i) => String.fromCharCode(i)))],
    ],
    ["what lies between two classes", [regex("^[\0-\u00c8]$"), regex("^[\u00ca-\u012c]$"), regex("^[\0-\u012c]$")]],
    ["what lies beyond the surrogates", [regex("^[\0-\ud7ff]$"), globOf("?")]],
    ["what is not modelled", [or(and(globOf("a*"), unknown("x")), literals(["b"]))]],
    ["expressions beyond the basic plane", [regex("^[\u{1f600}-\u{1f64f}]$"), regex("^.$")]],
  ])("show %s", (_name, languages) => {
    const found = representatives(languages, ["a"]) as string[];
    const tried = [
      "",
      "\u00c9",
      "a",
      "b",
      "ab",
      "abb",
      "aab",
      "c",
      "é",
      "\u{1f600}",
      "\u{1f601}",
      "\u3000",
      "~",
      "Z",
      "zz",
      ...found,
    ];
    expect(shown(languages, found)).toEqual(shown(languages, tried));
    for (const string of found) expect(() => encodeURIComponent(string)).not.toThrow();
  });

  it("end in unknown where patterns blow up", () => {
    const bombs = Array.from({ length: 20 }, (_, i) => globOf(`*${String.fromCharCode(97 + i)}????????????`));
    expect(representatives(bombs, ["aud"])).toEqual({ unknown: expect.stringContaining("steps") });
  });
});
