import { describe, expect, it } from "vitest";
import { compareSubjects } from "../../../src/core/language/compare";
import type { Language } from "../../../src/core/language/language";
import { ALL, and, glob, globOf, literals, NONE, not, or, regex, unknown } from "../../../src/core/language/language";
import { contains } from "../../../src/core/language/member";
import { Work } from "../../../src/core/language/work";

const sub = (name: string) => `system:serviceaccount:${name}`;
const compare = (accepted: Language, subjects: string[] = ["ns:sa"], namespaces: string[] = []) =>
  compareSubjects(accepted, { subjects: subjects.map(sub), namespaces });

describe("compareSubjects", () => {
  it("finds no difference between equal lists, whatever else is listed that no API server signs", () => {
    expect(compare(literals([sub("ns:sa")]))).toEqual({});
    expect(
      compare(literals([sub("ns:sa"), "repo:o/r", sub("ns:*"), sub("NS:sa"), sub("ns:sa:x"), sub("ns:-a")])),
    ).toEqual({});
    expect(compare(or(literals([sub("a:b")]), and(literals([sub("c:d")]), ALL)), ["c:d", "a:b"])).toEqual({});
  });

  it("names the difference between lists in both directions", () => {
    expect(compare(literals([sub("ns:old"), sub("ns:sa")]))).toEqual({ over: sub("ns:old") });
    expect(compare(literals([sub("NS:sa")]))).toEqual({ under: sub("ns:sa") });
    expect(compare(NONE)).toEqual({ under: sub("ns:sa") });
    expect(compare(NONE, ["b:c", "a:c"])).toEqual({ under: sub("a:c") });
    expect(compare(literals([sub("ns:abc"), sub("ns:b"), sub("ns:a")]), [])).toEqual({ over: sub("ns:a") });
  });

  it.each([
    [sub("ns:*"), "ns:a"],
    ["*:sa", "a:sa"],
    ["*", "a:a"],
    ["system:*", "a:a"],
    [sub("*"), "a:a"],
    [sub("*:sa"), "a:sa"],
    [sub("n?:sa"), "na:sa"],
    [sub("ns:s?"), "ns:s0"],
    [sub("ns*:sa"), "ns0:sa"],
    ["*ns:sa", "0ns:sa"],
    [sub("ns:sa*"), "ns:sa0"],
    ["*sa", "a:sa"],
  ])("names the shortest ServiceAccount that %s admits too many", (pattern, shortest) => {
    const { over, ...rest } = compare(globOf(pattern));
    expect(rest).toEqual({});
    expect(over?.length).toBe(sub(shortest).length);
    expect(contains(globOf(pattern), over!)).toBe(true);
  });

  it("gives the readable witnesses of the usual wildcards", () => {
    expect(compare(globOf(sub("ns:*")))).toEqual({ over: sub("ns:a") });
    expect(compare(globOf("*:sa"))).toEqual({ over: sub("a:sa") });
    expect(compare(globOf("*"))).toEqual({ over: sub("a:a") });
    expect(compare(ALL)).toEqual({ over: sub("a:a") });
  });

  it("passes over the intended ones on its way to a witness", () => {
    const all = "abcdefghijklmnopqrstuvwxyz0123456789".split("").map((char) => `ns:${char}`);
    expect(compare(globOf(sub("ns:?")), all)).toEqual({});
    expect(compare(globOf(sub("ns:?")), all.slice(1))).toEqual({ over: sub("ns:a") });
    expect(compare(globOf(sub("ns:?")), all.slice(0, -1))).toEqual({ over: sub("ns:9") });
    expect(compare(globOf(sub("ns:*")), all)).toEqual({ over: sub("ns:aa") });
    expect(compare(globOf(sub("ns:?")), [...all, "ns:ab"])).toEqual({ under: sub("ns:ab") });
  });

  it("passes over what is listed on either side", () => {
    const listedToo = or(globOf(sub("ns:*")), literals([sub("b:b")]));
    expect(compare(listedToo, ["b:b", "ns:a"])).toEqual({ over: sub("ns:b") });
    expect(compare(and(globOf(sub("ns:*")), not(literals([sub("ns:a"), sub("ns:b")]))), ["ns:c"])).toEqual({
      over: sub("ns:d"),
    });
    expect(compare(or(literals([sub("ns:b")]), globOf(sub("ns:a"))), ["ns:b", "ns:a"])).toEqual({});
  });

  it("keeps patterns apart that begin alike", () => {
    const either = or(globOf(sub("ns:a*c")), globOf(sub("ns:a?d")), globOf(sub("ns:a?d?")), globOf(sub("ns:ab")));
    expect(compare(either, ["ns:ab"])).toEqual({ over: sub("ns:ac") });
    expect(compare(and(either, not(globOf("*c"))), ["ns:ab"])).toMatchObject({ over: expect.stringMatching(/:a.d$/) });
    expect(compare(and(either, not(globOf("*c")), not(globOf(sub("ns:a?d")))), ["ns:ab"])).toMatchObject({
      over: expect.stringMatching(/:a.d.$/),
    });
  });

  it("subtracts what is denied", () => {
    const denied = (pattern: string) => and(globOf(sub("ns:*")), not(globOf(sub(pattern))));
    expect(compare(denied("ns:s?*"), ["ns:sa"])).toEqual({ over: sub("ns:a"), under: sub("ns:sa") });
    expect(compare(denied("ns:*"), [])).toEqual({});
    expect(compare(denied("ns:?*"), [])).toEqual({});
    expect(compare(and(literals([sub("ns:sa"), sub("ns:evil")]), not(globOf("*:evil"))))).toEqual({});
    expect(compare(and(globOf(sub("ns:*")), not(literals([sub("ns:a")]))), [])).toEqual({ over: sub("ns:b") });
  });

  it("compares whole namespaces with patterns", () => {
    const inNs = globOf(sub("ns:*"));
    expect(compare(inNs, [], ["ns"])).toEqual({});
    expect(compare(inNs, ["ns:sa"], ["ns"])).toEqual({});
    expect(compare(or(inNs, globOf(sub("ns2:*"))), [], ["ns2", "ns"])).toEqual({});
    expect(compare(or(inNs, literals([sub("b:b")])), ["b:b"], ["ns"])).toEqual({});
    expect(compare(inNs, [], ["ns", "ns2"])).toEqual({ under: sub("ns2:a") });
    expect(compare(globOf(sub("ns*")), [], ["ns"])).toMatchObject({ over: expect.stringMatching(/:ns.:.$/) });
    expect(compare(and(inNs, not(literals([sub("ns:abc")]))), [], ["ns"])).toEqual({ under: sub("ns:abc") });
    expect(compare(literals([sub("ns:a")]), [], ["ns"])).toEqual({ under: sub("ns:b") });
    expect(compare(globOf(sub("ns:a*")), [], ["ns"])).toEqual({ under: sub("ns:b") });
  });

  it("knows where an expression matches only in part", () => {
    expect(compare(regex(`^${sub("ns:sa")}$`))).toEqual({});
    expect(compare(regex(`^${sub("ns:[a-z]+")}$`))).toEqual({ over: sub("ns:a") });
    expect(compare(regex("serviceaccount:ns"))).toMatchObject({ over: expect.stringMatching(/:ns.?:.$/) });
    expect(compare(regex("^(a|b)*$"))).toEqual({ under: sub("ns:sa") });
    expect(compare(regex(`^${sub("ns:.*")}`), [], ["ns"])).toEqual({});
  });

  it("counts what is not modelled only where it matters", () => {
    const open = unknown("aws:SourceIp");
    expect(compare(open)).toEqual({ unknown: expect.stringContaining("aws:SourceIp") });
    expect(compare(not(open))).toEqual({ unknown: expect.stringContaining("aws:SourceIp") });
    expect(compare(and(open, NONE))).toEqual({ under: sub("ns:sa") });
    expect(compare(or(open, ALL))).toEqual({ over: sub("a:a") });
    expect(compare(and(literals([sub("ns:sa")]), open))).toEqual({ unknown: expect.stringContaining("aws:SourceIp") });
    expect(compare(or(literals([sub("ns:sa")]), and(open, literals(["repo:o"]))))).toEqual({});
    expect(compare(or(literals([sub("ns:sa")]), and(open, globOf("repo:*"))))).toEqual({});
    expect(compare(or(literals([sub("ns:sa")]), and(open, globOf(sub("*")))))).toHaveProperty("unknown");
    expect(compare(or(literals([sub("ns:evil")]), open))).toEqual({ over: sub("ns:evil") });
    expect(compare(and(globOf(sub("ns:*")), not(open)), ["other:sa"])).toEqual({ under: sub("other:sa") });
    expect(compare(regex("(?m)x"))).toEqual({ unknown: expect.stringContaining("(?m") });
  });

  it("names no ServiceAccount longer than an API server accepts", () => {
    expect(compare(globOf(sub(`${"?".repeat(63)}:sa`)), [])).toEqual({ over: sub(`${"a".repeat(63)}:sa`) });
    expect(compare(globOf(sub(`${"?".repeat(64)}:sa`)), [])).toEqual({ unknown: expect.stringContaining("longer") });
    expect(compare(globOf(sub(`ns:${"?".repeat(254)}`)), [])).toEqual({ unknown: expect.stringContaining("longer") });
    expect(compare(literals([sub(`${"a".repeat(64)}:sa`)]), [])).toEqual({});
  });

  it("ends in unknown, naming its limit, where patterns blow up", () => {
    const bomb = not(globOf("*a??????????????????????????????"));
    expect(compare(and(globOf(sub("ns:*")), bomb), [], ["ns"])).toEqual({ unknown: expect.stringContaining("steps") });
    expect(compareSubjects(not(regex("a")), { subjects: [], namespaces: [] }, new Work(200))).toHaveProperty("unknown");
  });

  it("shows a string that a pattern was written for where comparing all of them takes too many steps", () => {
    const many = Array.from({ length: 20 }, (_, i) => globOf(sub(`shop-${i}-*:ord*-${i}`)));
    const found = (accepted: Language, namespaces: string[] = []) =>
      compareSubjects(accepted, { subjects: [], namespaces }, new Work(500));
    expect(found(or(...many))).toEqual({ over: sub("shop-0-a:ord-0") });
    expect(found(globOf("*:orders"))).toEqual({ over: sub("a:orders") });
    expect(found(globOf("*n1x*"))).toEqual({ over: sub("a:an1x") });
    expect(found(regex("n1x.*n2x"))).toEqual({ over: sub("a:n1xn2x") });
    expect(found(or(...many.slice(1)), ["cart"])).toEqual({ over: sub("shop-1-a:ord-1") });
    expect(found(globOf(sub("*a*b*c*d*e*f*")), ["cart"])).toEqual({ over: sub("a:aabcdef") });
  });

  it("shows another string than those that are intended as soon as the patterns are walked once, and the shortest where there is work for that", () => {
    const accepted = and(globOf(sub("shop:*")), not(globOf("*-*")));
    const found = (steps: number) =>
      compareSubjects(accepted, { subjects: [sub("shop:a")], namespaces: [] }, new Work(steps));
    const first = Array.from({ length: 80 }, (_, i) => found(50 * i)).find(({ over }) => over !== undefined);
    expect(first).toEqual({ over: sub("shop:aa") });
    expect(found(20_000)).toEqual({ over: sub("shop:b") });
  });

  it("knows a list of whole namespaces again without comparing patterns, also beside a limit of length", () => {
    const namespaces = Array.from({ length: 40 }, (_, i) => `team-${i}`);
    const all = or(literals([sub("shop:orders")]), ...namespaces.map((ns) => globOf(sub(`${ns}:*`))));
    const long = glob([...Array<"any-one">(128).fill("any-one"), "any-run"]);
    const intended = { subjects: [sub("shop:orders")], namespaces, namespaceMaxBytes: 127 };
    const few = () => new Work(100 * namespaces.length);
    expect(compareSubjects(all, intended, few())).toEqual({});
    expect(compareSubjects(and(all, not(long)), intended, few())).toEqual({});
    expect(compareSubjects(and(all, not(long)), { ...intended, namespaces: namespaces.slice(1) }, few())).toEqual({
      over: sub("team-0:a"),
    });
  });

  it("decides globs of many stars", () => {
    expect(compare(globOf("*a*b*c*d*e*f*g*h*"), [])).toEqual({ over: sub("bcdefg:h") });
    expect(compare(and(globOf(sub("ns:*")), not(globOf("*a*b*c*d*e*f*g*h*"))), [], ["ns"])).toEqual({
      under: sub("ns:bcdefgh"),
    });
  });

  it("forgets what comes before a star that is passed", () => {
    const pattern = globOf("*a?b*c?d*e?f*g?h*i?j*k?l*m?n*o?p*q?r*s?t*u?v*w?x*");
    const { over } = compare(pattern, []);
    expect(over).toHaveLength(sub("").length + 36);
    expect(contains(pattern, over!)).toBe(true);
  });

  it("stays linear over thousands of statements", () => {
    const subs = Array.from({ length: 10_000 }, (_, i) => `ns-${i % 7}:sa-${i}`);
    const one = (name: string) => literals([sub(name)]);
    expect(compare(or(...subs.map(one)), subs)).toEqual({});
    expect(compare(or(...subs.map((name) => and(one(name), globOf("*:sa-*")))), subs)).toEqual({});
    expect(compare(or(...subs.map((name) => not(one(name)))), subs)).toEqual({ over: sub("a:a") });
  });

  it("takes a few hundred steps for each whole namespace", () => {
    const namespaces = Array.from({ length: 500 }, (_, i) => `team-${i}`);
    const accepted = or(...namespaces.map((ns) => globOf(sub(`${ns}:*`))));
    expect(compareSubjects(accepted, { subjects: [], namespaces }, new Work(700 * namespaces.length))).toEqual({});
  });
});
