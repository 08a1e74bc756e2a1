import { describe, expect, it } from "vitest";
import { gcp } from "../../../src/clouds/gcp/cloud";
import { verdictOf } from "../../../src/clouds/proof";
import { contains } from "../../../src/core/language/member";
import { audience, binding, issuer, principal, principalSet, provider, trust } from "./support";

const intent = { subjects: [{ issuer, namespace: "shop", serviceAccount: "orders" }], audience };
const names = "assertion['kubernetes.io']";

function conditional(attributeCondition: string) {
  return trust({ providers: [provider({ attributeCondition })], bindings: [binding([`${principalSet}/*`])] });
}

function mapped(subject: string, value: string) {
  const providers = [provider({ attributeMapping: { "google.subject": subject } })];
  return trust({ providers, bindings: [binding([`${principal}/subject/${value}`])] });
}

describe("a mapping of the subject", () => {
  it.each([
    ["assertion.sub", "system:serviceaccount:shop:orders"],
    [" assertion['sub'] ", "system:serviceaccount:shop:orders"],
    ["'prod::' + assertion.sub", "prod::system:serviceaccount:shop:orders"],
    [`${names}.namespace + '/' + ${names}['serviceaccount'].name`, "shop/orders"],
    ["assertion.sub.extract('system:serviceaccount:{names}')", "shop:orders"],
    ["assertion.sub.split(':')[2] + '/' + assertion.sub.split(':')[3]", "shop/orders"],
    [`has(assertion.sub) ? assertion.sub : 'nobody'`, "system:serviceaccount:shop:orders"],
    [`assertion.iss + '|' + assertion.sub.lowerAscii()`, `${issuer}|system:serviceaccount:shop:orders`],
    [`${names}.namespace == 'shop' ? ${names}.serviceaccount.name : 'x'`, "orders"],
  ])("%s is known to be %s of one ServiceAccount", (expression, value) => {
    expect(verdictOf(gcp, mapped(expression, value), intent)).toEqual({ verdict: "equal" });
    expect(verdictOf(gcp, mapped(expression, `${value}x`), intent)).not.toEqual({ verdict: "equal" });
  });

  it.each([
    ["the UID", `${names}.serviceaccount.uid`, "serviceaccount.uid"],
    ["a claim that only some tokens have", `${names}.pod.name`, "pod"],
    ["a function over the subject", "assertion.sub.replace('system', '')", "replace"],
    ["a part whose place is not known", "assertion.sub.extract('shop{rest}')", "extract"],
    ["a number", "size(assertion.sub)", "size"],
    ["what does not parse", "assertion.sub +", "does not parse"],
  ])("from %s is not decided", (_, expression, construct) => {
    expect(verdictOf(gcp, mapped(expression, "x"), intent)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining(construct),
    });
  });
});

describe("the length of a subject", () => {
  const claim = (length: number) =>
    `system:serviceaccount:shop:${"s".repeat(length - "system:serviceaccount:shop:".length)}`;
  const { subjects } = gcp.admits(
    trust({
      providers: [provider({ attributeMapping: { "google.subject": `'x' + assertion.sub` } })],
      bindings: [binding([`${principalSet}/*`])],
    }),
  );

  it("is at most 127 bytes with all that the mapping adds", () => {
    expect(contains(subjects(issuer, audience), claim(126))).toBe(true);
    expect(contains(subjects(issuer, audience), claim(127))).toBe(false);
  });

  it("keeps a whole namespace from being admitted, which has longer names", () => {
    const mapping = { "google.subject": "assertion.sub", "attribute.ns": `${names}.namespace` };
    const document = trust({
      providers: [provider({ attributeMapping: mapping })],
      bindings: [binding([`${principalSet}/attribute.ns/shop`])],
    });
    const verdict = verdictOf(gcp, document, { subjects: [], namespaces: [{ issuer, namespace: "shop" }], audience });
    expect(verdict).toMatchObject({ verdict: "under", findings: expect.arrayContaining(["G10"]) });
    if (!("token" in verdict)) throw new Error("no counterexample");
    expect(verdict.token.sub).toHaveLength(128);
  });
});

describe("a condition", () => {
  it.each([
    "assertion.sub == 'system:serviceaccount:shop:orders'",
    "assertion.sub in ['system:serviceaccount:shop:orders', 'nobody']",
    "google.subject == 'system:serviceaccount:shop:orders'",
    `${names}.namespace == 'shop' && ${names}.serviceaccount.name == 'orders'`,
    `!(${names}.namespace != 'shop' || ${names}.serviceaccount.name != 'orders')`,
    "assertion.sub.matches('^system:serviceaccount:shop:orders$')",
    `${names}.namespace.matches('^(shop)$') && ${names}.serviceaccount.name.matches('^orders$')`,
    "assertion.sub.startsWith('system:serviceaccount:shop:') && assertion.sub.endsWith(':orders')",
    "assertion.sub.extract('system:serviceaccount:{n}:') == 'shop' && assertion.sub.endsWith(':orders')",
    `assertion.sub == 'system:serviceaccount:shop:orders' && '${audience}' in assertion.aud && assertion.iss == '${issuer}'`,
    "assertion.sub == 'system:serviceaccount:shop:orders' || assertion.none == 'x'",
    `assertion.sub == 'system:serviceaccount:shop:orders' && assertion.aud.exists(a, a.startsWith('sts.'))`,
  ])("%s admits one ServiceAccount", (expression) => {
    expect(verdictOf(gcp, conditional(expression), intent)).toEqual({ verdict: "equal" });
  });

  it.each([
    [`${names}.namespace == 'shop'`, "system:serviceaccount:shop:a"],
    [
      `${names}.namespace.startsWith('shop') && ${names}.serviceaccount.name == 'orders'`,
      "system:serviceaccount:shop0:orders",
    ],
    [
      `${names}.namespace.matches('shop') && ${names}.serviceaccount.name == 'orders'`,
      "system:serviceaccount:ashop:orders",
    ],
    ["assertion.sub != 'system:serviceaccount:a:a'", "system:serviceaccount:a:b"],
    ["!(assertion.sub in ['system:serviceaccount:a:a'])", "system:serviceaccount:a:b"],
  ])("%s admits another, for example %s", (expression, sub) => {
    const verdict = verdictOf(gcp, conditional(expression), intent);
    expect(verdict).toMatchObject({ verdict: "over" });
    if (!("token" in verdict)) throw new Error("no counterexample");
    expect(verdict.token.sub).toHaveLength(sub.length);
    expect(gcp.evaluate(conditional(expression), verdict.token).decision).toBe("allow");
  });

  it.each([
    ["the age of a token", "assertion.exp - assertion.iat < 3600.0", "assertion.exp"],
    ["whether there is a pod", `has(${names}.pod)`, "pod"],
    ["two claims against each other", `${names}.namespace == ${names}.serviceaccount.name`, "two claims"],
    ["a regular expression over composed texts", "(assertion.sub + '!').matches('[!]+$')", "matches"],
    ["a macro over claims", "assertion.sub.split(':').exists(p, p == 'shop')", "macro"],
    ["what a type checker may refuse", "assertion.aud != 'x'", "list with a text"],
    ["more than Google stores", `'${"a".repeat(5000)}' == 'a'`, "4096"],
    ["how many audiences a token has", "size(assertion.aud) > 1 || assertion.sub == 'x'", "further audiences"],
    ["another audience", "'other' in assertion['a' + 'ud'] || assertion.sub == 'x'", "further audiences"],
  ])("about %s is not decided", (_, expression, construct) => {
    expect(verdictOf(gcp, conditional(expression), intent)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining(construct),
    });
  });
});

describe("a macro whose variable has the name of one around it", () => {
  const isOrders = "assertion.sub == 'system:serviceaccount:shop:orders'";

  it.each([
    "assertion.exists(assertion, assertion == 'sub')",
    "['x'].exists(x, assertion.exists(assertion, assertion == 'sub'))",
    "google.exists(google, google == 'subject')",
    "attribute.all(attribute, attribute == 'x')",
  ])("%s goes through the claims, and not through nothing", (expression) => {
    const document = conditional(`${expression} || ${isOrders}`);
    expect(verdictOf(gcp, document, intent)).toMatchObject({ verdict: "unknown" });
  });

  it("is a variable like any other where it goes through what is known", () => {
    const document = conditional(`[{'iss': 'x'}].exists(assertion, assertion.iss == 'y') || ${isOrders}`);
    expect(verdictOf(gcp, document, intent)).toEqual({ verdict: "equal" });
    const open = conditional(`[{'iss': 'x'}].exists(assertion, assertion.iss == 'x') || ${isOrders}`);
    expect(verdictOf(gcp, open, intent)).toMatchObject({ verdict: "over" });
  });
});

describe("groups of a token", () => {
  it("that are no list are not decided", () => {
    const attributeMapping = { "google.subject": "assertion.sub", "google.groups": "assertion.sub" };
    const document = trust({ providers: [provider({ attributeMapping })] });
    expect(verdictOf(gcp, document, intent)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("groups"),
    });
  });
});

describe("hostile documents", () => {
  const decide = (document: ReturnType<typeof trust>) => {
    gcp.evaluate(document, { iss: issuer, sub: "system:serviceaccount:shop:orders", aud: audience });
    return verdictOf(gcp, document, intent).verdict;
  };

  it.each([
    [
      "choices that double the text each time",
      conditional(
        `${Array.from({ length: 40 }, (_, i) => `(assertion.sub.contains('${i}') ? 'a' : 'b')`).join(" + ")} == 'a'`,
      ),
    ],
    ["a regular expression that counts", conditional(`assertion.sub.matches('(((a{30}){30}){30}){30}')`)],
    ["a regular expression that backtracks", conditional(`assertion.sub.matches('^(a*)*(a*)*(a*)*b$')`)],
    [
      "a search in many repeated names",
      mapped(Array.from({ length: 40 }, () => `${names}.namespace`).join(" + "), "a".repeat(120)),
    ],
    [
      "a long list of what the subject may contain",
      conditional(Array.from({ length: 120 }, (_, i) => `assertion.sub.contains('${i}a')`).join(" && ")),
    ],
    ["conditions nested deeply", conditional(`${"!(".repeat(60)}assertion.sub == 'x'${")".repeat(60)}`)],
    [
      "a prototype as a mapping",
      trust({
        providers: [
          provider({ attributeMapping: JSON.parse('{"__proto__":"assertion.sub","constructor":"assertion.sub"}') }),
        ],
      }),
    ],
    [
      "ten thousand bindings",
      trust({
        bindings: Array.from({ length: 10_000 }, (_, i) =>
          binding([`${principal}/subject/system:serviceaccount:shop:o${i}`]),
        ),
      }),
    ],
    [
      "ten thousand attributes",
      trust({ bindings: [binding(Array.from({ length: 10_000 }, (_, i) => `${principalSet}/attribute.a${i}/x`))] }),
    ],
  ])("are not proved equal: %s", (_, document) => {
    expect(decide(document)).not.toBe("equal");
  });

  it("of the wrong shape are refused with every fault", () => {
    const cyclic: Record<string, unknown> = { cloud: "gcp", pool: 1, providers: [{ name: "x" }] };
    cyclic.bindings = [cyclic];
    expect(() => gcp.parse(cyclic)).toThrow(
      expect.objectContaining({
        code: "gcp-trust-invalid",
        issues: expect.arrayContaining([
          expect.objectContaining({ path: "pool" }),
          expect.objectContaining({ path: "providers[0].issuer" }),
          expect.objectContaining({ path: "bindings[0].role" }),
        ]),
      }),
    );
    for (const value of [
      null,
      [],
      "gcp",
      { cloud: "gcp" },
      Object.create({ cloud: "gcp", pool: "p", providers: [], bindings: [] }),
    ]) {
      expect(() => gcp.parse(value)).toThrow(expect.objectContaining({ code: "gcp-trust-invalid" }));
    }
  });

  it("keep keys of prototypes as what they are", () => {
    const mapping = JSON.parse('{"google.subject":"assertion.sub","__proto__":"assertion.none"}');
    const parsed = gcp.parse(trust({ providers: [provider({ attributeMapping: mapping })] }));
    expect(Object.keys(parsed.providers[0]?.attributeMapping ?? {})).toEqual(["google.subject", "__proto__"]);
    expect(decide(parsed)).toBe("under");
  });
});
