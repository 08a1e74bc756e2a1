import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gcp } from "../../../src/clouds/gcp/cloud";
import type { GcpTrust } from "../../../src/clouds/gcp/trust";
import { contains } from "../../../src/core/language/member";
import { prove } from "../../../src/core/prove";
import { kubernetesToken } from "../../../src/core/token";
import { rounds } from "../../support/rounds";
import { binding, principal, principalSet, provider, trust } from "./support";

const issuers = ["https://i", "https://j"];
const audiences = ["aud", "api"];
const name = fc.stringMatching(/^[ab](-?[ab])?$/);
const subject = fc.oneof(
  fc.tuple(name, name).map(([ns, sa]) => `system:serviceaccount:${ns}:${sa}`),
  fc.tuple(name, fc.nat(60)).map(([ns, n]) => `system:serviceaccount:${ns}:${"b".repeat(70 + n)}`),
);

const NS = "assertion['kubernetes.io']['namespace']";
const NAME = "assertion['kubernetes.io'].serviceaccount.name";
const literal = fc
  .oneof(name, subject, fc.constantFrom("", ":", "a:", ":b", "-", "system:", "service", "a-b:a", "x", "aud", "c::a"))
  .map((text) => `'${text}'`);
const regexSource = fc.constantFrom(
  "^a",
  "b$",
  "^a-?b$",
  "a",
  "^(a|b)$",
  "^a|b$",
  "a.b",
  "^[^:]*:[^:]*:a:.*$",
  ":a:b$",
  "(a",
  "^a{2}$",
  "\\Aa",
  "^system:.*:(a|b-?):.*a$",
  "^.*$",
  "^a.*",
  "(ab|b)a",
  "^$",
  "a\\$",
);

/** Expressions that are texts, at most some levels deep, and conditions about them. */
const { text, condition } = fc.letrec<{ text: string; condition: string }>((tie) => ({
  text: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom("assertion.sub", NS, NAME),
    literal,
    fc.constantFrom(
      "assertion.iss",
      "assertion.aud[0]",
      "assertion.sub.extract('system:serviceaccount:{n}:')",
      "assertion.sub.extract('{all}:')",
      "assertion.sub.extract('system:serviceaccount:{n}')",
      "assertion.sub.extract('a{n}')",
      "assertion.sub.split(':')[2]",
      "assertion.sub.split(':')[3]",
      "assertion.sub.split(':')[7]",
      "assertion.none",
      "assertion['kubernetes.io']['pod']['name']",
    ),
    fc.tuple(tie("text"), tie("text")).map(([a, b]) => `(${a} + ${b})`),
    fc.tuple(tie("condition"), tie("text"), tie("text")).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    tie("text").map((a) => `${a}.lowerAscii()`),
  ),
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(
      "true",
      "false",
      "has(assertion.none)",
      "has(assertion.sub)",
      "has(assertion['kubernetes.io'].namespace)",
      "'aud' in assertion.aud",
      "assertion.aud.exists(a, a == 'aud')",
      "assertion.aud == ['aud']",
      "assertion.aud == 'aud'",
      "assertion.none == 'x'",
      "assertion.sub",
      "'sub' in assertion",
      "1 < 2",
    ),
    fc.tuple(tie("text"), literal).map(([a, b]) => `${a} == ${b}`),
    fc.tuple(tie("text"), literal).map(([a, b]) => `${a} != ${b}`),
    fc.tuple(tie("text"), tie("text")).map(([a, b]) => `${a} == ${b}`),
    fc.tuple(tie("text"), fc.array(literal, { maxLength: 3 })).map(([a, list]) => `${a} in [${list.join(", ")}]`),
    fc
      .tuple(tie("text"), fc.constantFrom("startsWith", "endsWith", "contains"), literal)
      .map(([a, f, b]) => `${a}.${f}(${b})`),
    fc.tuple(tie("text"), regexSource).map(([a, source]) => `${a}.matches(r'${source}')`),
    fc
      .tuple(tie("text"), fc.constantFrom("<", "<=", ">", ">="), fc.nat(40))
      .map(([a, op, n]) => `size(${a}) ${op} ${n}`),
    fc
      .tuple(tie("condition"), fc.constantFrom("&&", "||", "=="), tie("condition"))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie("condition").map((a) => `!(${a})`),
    fc.constantFrom("google.subject == 'a'", "attribute.x.startsWith('a')", "'x' in attribute", "attribute.y == 'a'"),
  ),
}));

const mapping = fc.oneof(
  fc.constant({ "google.subject": "assertion.sub" }),
  fc.record({ "google.subject": text, "attribute.x": text }, { requiredKeys: ["google.subject"] }),
  fc.record({ "google.subject": text, "google.groups": text.map((item) => `[${item}, 'g']`) }),
);
const anyProvider = fc
  .record({
    issuer: fc.constantFrom(...issuers),
    allowedAudiences: fc.subarray(audiences, { minLength: 1 }),
    attributeMapping: mapping,
    attributeCondition: fc.option(condition, { nil: undefined }),
  })
  .map(provider);
const value = fc.oneof(subject, name, fc.constantFrom("ab", "a-b", "a/b", "b-a", "g", "a:b"));
const member = fc.oneof(
  { weight: 4, arbitrary: value.map((of) => `${principal}/subject/${of}`) },
  value.map((of) => `${principalSet}/attribute.x/${of}`),
  value.map((of) => `${principalSet}/group/${of}`),
  fc.constant(`${principalSet}/*`),
);
const anyTrust: fc.Arbitrary<GcpTrust> = fc
  .record({
    providers: fc.array(anyProvider, { minLength: 1, maxLength: 2 }),
    bindings: fc.array(
      fc.array(member, { minLength: 1, maxLength: 3 }).map((members) => binding(members)),
      { minLength: 1, maxLength: 2 },
    ),
  })
  .map(trust);

const RUNS = rounds(200);

/** The token of a pod: a mapping of its name is taken to have one. */
function ofPod(token: ReturnType<typeof kubernetesToken>) {
  const { "kubernetes.io": claims } = token;
  return {
    ...token,
    ...(claims === undefined ? {} : { "kubernetes.io": { ...claims, pod: { name: "pod-of-nobody" } } }),
  };
}

describe("what a pool admits", () => {
  it("is what Google answers to each token", () => {
    let decided = 0;
    let admittedSome = 0;
    fc.assert(
      fc.property(
        anyTrust,
        fc.array(subject, { minLength: 4, maxLength: 4 }),
        fc.constantFrom(...issuers),
        fc.constantFrom(...audiences),
        (document, claims, iss, aud) => {
          const language = gcp.admits(document).subjects(iss, aud);
          for (const sub of claims) {
            const admitted = contains(language, sub);
            const { decision } = gcp.evaluate(document, ofPod(kubernetesToken(iss, sub, aud)));
            if (admitted === "unknown" || decision === "unknown") continue;
            decided++;
            if (admitted) admittedSome++;
            expect(decision).toBe(admitted ? "allow" : "deny");
          }
        },
      ),
      { numRuns: RUNS },
    );
    // Agreement about nothing would prove nothing.
    expect(decided).toBeGreaterThan(2 * RUNS);
    expect(admittedSome).toBeGreaterThan(RUNS / 50);
  });

  it("has counterexamples that Google's answer confirms", () => {
    const intended = fc.uniqueArray(fc.tuple(name, name), { minLength: 1, maxLength: 3, selector: String });
    let replayed = 0;
    fc.assert(
      fc.property(anyTrust, intended, (document, names) => {
        const subjects = names.map(([namespace, serviceAccount]) => ({
          issuer: "https://i",
          namespace,
          serviceAccount,
        }));
        const proof = prove(gcp.admits(document), { subjects, audience: "aud" });
        if (proof.verdict !== "over" && proof.verdict !== "under") return;
        const { decision } = gcp.evaluate(document, proof.token);
        if (decision === "unknown") return;
        replayed++;
        expect(decision).toBe(proof.verdict === "over" ? "allow" : "deny");
      }),
      { numRuns: RUNS },
    );
    expect(replayed).toBeGreaterThan(RUNS / 2);
  });
});
