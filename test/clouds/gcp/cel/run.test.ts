import { describe, expect, it } from "vitest";
import { compileCel, extractText, GCP_CONDITION_MAX_LENGTH, runCel } from "../../../../src/clouds/gcp/cel/run";

const assertion = {
  iss: "https://i",
  sub: "system:serviceaccount:ns:sa",
  aud: ["//iam.googleapis.com/p", "sts.amazonaws.com"],
  exp: 1_767_229_200,
  "kubernetes.io": { namespace: "ns", pod: { name: "p" }, serviceaccount: { name: "sa", uid: "u" } },
};
const google = { subject: "system:serviceaccount:ns:sa" };
const attribute = { namespace: "ns" };

function run(source: string): unknown {
  const program = compileCel(source, GCP_CONDITION_MAX_LENGTH);
  if ("unknown" in program) return `unknown: ${program.unknown}`;
  const outcome = runCel(program.expr, { assertion, google, attribute });
  return "error" in outcome ? "error" : outcome.value;
}

describe("CEL as Google's providers use it", () => {
  it.each<[source: string, result: unknown]>([
    ['assertion.sub.startsWith("system:serviceaccount:ns:")', true],
    ["assertion['kubernetes.io']['namespace']", "ns"],
    [
      "assertion['kubernetes.io']['serviceaccount']['name'] == 'sa' && assertion['kubernetes.io'].namespace in ['ns','other']",
      true,
    ],
    ["'sts.amazonaws.com' in assertion.aud", true],
    ["assertion.sub.matches('^system:serviceaccount:ns:[a-z]+$')", true],
    ["assertion.foo == 'x'", "error"],
    ["has(assertion.foo) || assertion.sub.endsWith(':sa')", true],
    ["assertion.sub.contains('ns') ? 'k8s::' + assertion['kubernetes.io']['namespace'] : 'none'", "k8s::ns"],
    ["assertion.sub.extract('system:serviceaccount:{ns}:')", "ns"],
    ["assertion.sub.split(':')[2]", "ns"],
    ["assertion.foo == 'x' || true", true],
    ["assertion.foo == 'x' && false", false],
    ["assertion.aud.exists(a, a == 'sts.amazonaws.com')", true],
    ["google.subject == 'system:serviceaccount:ns:sa' && attribute.namespace == 'ns'", true],
    ["size(assertion.sub) < 128 && string(assertion['kubernetes.io'].serviceaccount.uid) != ''", true],
    ["assertion.exp > 5", true],
    ["has(assertion['kubernetes.io'].pod)", true],
    ["'kubernetes.io' in assertion", true],
    ["assertion.sub.lowerAscii() == assertion.sub", true],
    ["['a','b'].join('-')", "a-b"],
    ["assertion.sub.matches('^(?=system).*')", "error"],
    ["assertion.sub.matches('service')", true],
    ["[1, 2].all(x, [2, 1].exists(y, x == y))", true],
    ["[1, 2].map(x, [10, 20].map(x, x + 1)) == [[11, 21], [11, 21]]", true],
    ["['a', 'b'].exists(x, ['c'].exists(y, x + y == 'bc') && x == 'b')", true],
  ])("%s is %s", (source, result) => {
    expect(run(source)).toEqual(result);
  });

  it.each([
    ["a function that Google's providers do not document", "assertion.sub.reverse() == 'x'"],
    ["an expression that does not parse", "assertion.sub =="],
    ["nested macros over claims", "assertion.aud.all(x, assertion.aud.all(y, x == y))"],
    ["a macro over claims in one over a list", "[1,2].all(x, assertion.aud.all(y, y == 'a'))"],
    ["a macro over a list in one over claims", "assertion.aud.all(x, ['a'].all(y, x == y))"],
    ["a chain of macros that doubles its list each time", `[[1]]${".map(x, x + x)".repeat(40)} == []`],
    ["replacements that multiply a text", `assertion.sub${".replace('a', 'aaaaaaaa')".repeat(40)} == ''`],
    ["joins that multiply a text", `assertion.sub${".split('').join(assertion.sub)".repeat(2)} == ''`],
    ["brackets nested a thousand deep", "[".repeat(1000) + "]".repeat(1000)],
    ["fields nested thousands deep", `assertion${".a".repeat(2000)}`],
    ["an expression longer than Google stores", `'${"a".repeat(5000)}' == 'a'`],
  ])("is unknown for %s", (_, source) => {
    expect(run(source)).toMatch(/^unknown: /);
  });

  it("refuses claims that are no JSON", () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const program = compileCel("assertion.sub", GCP_CONDITION_MAX_LENGTH);
    if ("unknown" in program) throw new Error(program.unknown);
    for (const hostile of [
      cyclic,
      { f: () => 1 },
      { list: Array.from({ length: 20_000 }, () => 1) },
      { sub: "a".repeat(20_000) },
    ]) {
      expect(() => runCel(program.expr, { assertion: hostile })).toThrow(
        expect.objectContaining({ code: "token-invalid" }),
      );
    }
  });
});

describe("extract", () => {
  it.each([
    ["a/b/c", "a/{x}/c", "b"],
    ["a/b/c", "{x}/c", "a/b"],
    ["a/b/c", "a/{x}", "b/c"],
    ["a/b/c/b", "/{x}/", "b"],
    ["a/b/c", "z/{x}", ""],
    ["a/b/c", "a/{x}/z", ""],
  ])("takes from %s by %s the text %j", (text, template, result) => {
    expect(extractText(text, template)).toBe(result);
  });

  it("fails for a template without exactly one placeholder", () => {
    expect(() => extractText("a", "a")).toThrow("template");
    expect(() => extractText("a", "{x}{y}")).toThrow("template");
  });
});
