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
    ["assertion.sub.replace('system:serviceaccount:', '').replace(':', '/')", "shop/orders"],
    ["assertion.sub.substring(22)", "shop:orders"],
    ["assertion.sub.split(':').filter(p, p != 'system' && p != 'serviceaccount').join(':')", "shop:orders"],
    [`[${names}.namespace, ${names}.serviceaccount.name].join('--')`, "shop--orders"],
    ["assertion.sub.upperAscii()", "SYSTEM:SERVICEACCOUNT:SHOP:ORDERS"],
    [`${names}.namespace + '|' + ${names}.serviceaccount.name.replace('-', '_')`, "shop|orders"],
  ])("%s is known to be %s of one ServiceAccount", (expression, value) => {
    expect(verdictOf(gcp, mapped(expression, value), intent)).toEqual({ verdict: "equal" });
    expect(verdictOf(gcp, mapped(expression, `${value}x`), intent)).not.toEqual({ verdict: "equal" });
  });

  it.each([
    ["the UID", `${names}.serviceaccount.uid`, "serviceaccount.uid"],
    ["a claim that only some tokens have", `${names}.pod.name`, "pod"],
    ["a function over names", `${names}.namespace.replace('a', '')`, "replace"],
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

  it("counts the bytes of foreign subjects, not their characters", () => {
    const wide = trust({ bindings: [binding([`${principalSet}/*`])] });
    for (const document of [wide, conditional("assertion.sub != ''")]) {
      const { subjects: foreign } = gcp.admits(document).foreign!(issuer, audience);
      expect(contains(foreign, "é".repeat(63))).toBe(true);
      expect(contains(foreign, "é".repeat(64))).toBe(false);
      expect(contains(foreign, "a".repeat(127))).toBe(true);
      expect(contains(foreign, `${"a".repeat(124)}\u{1f600}`)).toBe(false);
    }
  });
});

describe("an intent for a whole namespace", () => {
  const intended = { subjects: [], namespaces: [{ issuer, namespace: "shop" }], audience };
  const wide = (attributeMapping: Record<string, string>, member: string, attributeCondition?: string) =>
    trust({
      providers: [provider({ attributeMapping, ...(attributeCondition === undefined ? {} : { attributeCondition }) })],
      bindings: [binding([`${principalSet}/${member}`])],
    });
  const sub = { "google.subject": "assertion.sub" };

  it.each([
    ["the claim of the namespace", wide({ ...sub, "attribute.ns": `${names}['namespace']` }, "attribute.ns/shop")],
    [
      "a part of the subject",
      wide({ ...sub, "attribute.ns": "assertion.sub.extract('system:serviceaccount:{ns}:')" }, "attribute.ns/shop"),
    ],
    ["the third of its parts", wide({ ...sub, "attribute.ns": "assertion.sub.split(':')[2]" }, "attribute.ns/shop")],
    ["a condition of the claim", wide(sub, "*", `${names}['namespace'] in ['shop']`)],
    ["a condition of the subject", wide(sub, "*", "assertion.sub.startsWith('system:serviceaccount:shop:')")],
    [
      "a condition of the attribute",
      wide({ ...sub, "attribute.n": `${names}.namespace` }, "*", "attribute.n == 'shop'"),
    ],
    [
      "subjects of its UIDs",
      wide(
        { "google.subject": `${names}.serviceaccount.uid`, "attribute.n": `${names}.namespace` },
        "attribute.n/shop",
      ),
    ],
  ])("is met by %s", (_, document) => {
    expect(verdictOf(gcp, document, intended)).toEqual({ verdict: "equal" });
    const other = { ...intended, namespaces: [{ issuer, namespace: "sho" }] };
    expect(verdictOf(gcp, document, other)).toMatchObject({ verdict: "over" });
  });

  it("does not ask for subjects of more than 127 bytes, which one that names them does", () => {
    const document = wide({ ...sub, "attribute.ns": `${names}.namespace` }, "attribute.ns/shop");
    const long = { issuer, namespace: "shop", serviceAccount: "s".repeat(110) };
    const verdict = verdictOf(gcp, document, { ...intended, subjects: [long] });
    expect(verdict).toMatchObject({ verdict: "under", findings: expect.arrayContaining(["G10"]) });
  });

  it("asks for those that only the mapping makes too long", () => {
    const document = wide(
      { "google.subject": "'prod::' + assertion.sub", "attribute.ns": `${names}.namespace` },
      "attribute.ns/shop",
    );
    const verdict = verdictOf(gcp, document, intended);
    expect(verdict).toMatchObject({ verdict: "under" });
    if (!("token" in verdict)) throw new Error("no counterexample");
    expect(verdict.token.sub.length).toBeGreaterThan(127 - "prod::".length);
  });
});

describe("a mapped attribute that no member and no condition reads", () => {
  const also = (source: string, changes = {}) =>
    trust({
      providers: [provider({ attributeMapping: { "google.subject": "assertion.sub", "attribute.x": source } })],
      ...changes,
    });

  it.each([
    `${names}['pod']['name']`,
    `${names}.pod.uid`,
    `${names}.node.name`,
    `${names}['serviceaccount']['uid']`,
    `'k8s-' + ${names}.serviceaccount.uid.upperAscii()`,
    "assertion.aud",
    "assertion.aud[0]",
    "string(assertion.exp)",
    `has(${names}.pod) ? 'pod' : 'other'`,
    `${names}.pod.name.startsWith('job-') ? 'job' : 'service'`,
    "assertion.exp > 5 ? 'x' : 'x'",
    "assertion.sub.replace('s', '')",
  ])("makes no difference: %s", (source) => {
    expect(verdictOf(gcp, also(source), intent)).toEqual({ verdict: "equal" });
  });

  it("refuses every token where it never exists, and is not decided where only some tokens have it", () => {
    expect(verdictOf(gcp, also("assertion.none"), intent)).toMatchObject({ verdict: "under" });
    expect(verdictOf(gcp, also("assertion.jti"), intent)).toMatchObject({ verdict: "unknown" });
    expect(verdictOf(gcp, also(`${names}.secret.name`), intent)).toMatchObject({ verdict: "unknown" });
  });

  it.each([`${names}.pod.name`, "assertion.aud"])("is not decided once a member reads it: %s", (source) => {
    const bindings = [binding([`${principalSet}/attribute.x/sts.example.com`])];
    expect(verdictOf(gcp, also(source, { bindings }), intent)).toMatchObject({ verdict: "unknown" });
  });

  it("is a text or left out in the decision about one token as well", () => {
    const token = { iss: issuer, sub: "system:serviceaccount:shop:orders", aud: [audience] };
    expect(gcp.evaluate(also("assertion.aud"), token).decision).toBe("allow");
    const bindings = [binding([`${principalSet}/attribute.x/sts.example.com`])];
    expect(gcp.evaluate(also("assertion.aud", { bindings }), token).decision).toBe("unknown");
  });

  it("gives counterexamples what it reads", () => {
    const document = also(`${names}.pod.name`, { bindings: [binding([`${principalSet}/*`])] });
    const verdict = verdictOf(gcp, document, intent);
    if (!("token" in verdict)) throw new Error("no counterexample");
    expect(gcp.evaluate(document, verdict.token).decision).toBe("allow");
  });
});

describe("a mapping that is the same for all tokens", () => {
  it("lets all of them be the member that it names", () => {
    for (const source of ["'all'", "assertion.exp > 5 ? 'all' : 'all'", "['a', 'l', 'l'].join()"]) {
      expect(verdictOf(gcp, mapped(source, "all"), intent)).toMatchObject({ verdict: "over" });
      expect(verdictOf(gcp, mapped(source, "none"), intent)).toMatchObject({ verdict: "under" });
    }
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
    `['shop'].exists(ns, ${names}.namespace == ns) && ['orders', 'x'].exists_one(n, ${names}.serviceaccount.name == n) && assertion.sub.endsWith('s')`,
    `['shop', 'none'].exists(ns, assertion.sub == 'system:serviceaccount:' + ns + ':orders') && ['s', 'h'].all(c, ${names}.namespace.contains(c))`,
    "['shop', 'x'].exists(ns, ['orders'].exists(n, assertion.sub == 'system:serviceaccount:' + ns + ':' + n)) && !assertion.sub.startsWith('system:serviceaccount:x')",
    "assertion.sub in ['shop'].map(ns, ['orders'].map(n, 'system:serviceaccount:' + ns + ':' + n))[0]",
    "assertion.sub in ['orders'].map(n, 'system:serviceaccount:shop:' + n)",
    "assertion.sub in ['shop', 'x'].filter(n, n != 'x').map(n, 'system:serviceaccount:' + n + ':orders')",
    "assertion.sub.split(':')[2].upperAscii() == 'SHOP' && assertion.sub.split(':').exists(p, p == 'orders') && assertion.sub.endsWith(':orders')",
    `(${names}.namespace == 'shop' ? 'orders' : 'nobody.') == ${names}.serviceaccount.name`,
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
    ["a macro over claims", "assertion.sub.split('o').exists(p, p == 'shop')", "split"],
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
    ["assertion.exists(assertion, assertion == 'sub')", "over"],
    ["['x'].exists(x, assertion.exists(assertion, assertion == 'sub'))", "over"],
    ["['x', 'y'].exists(x, assertion.exists(assertion, assertion == 'sub'))", "unknown"],
    ["['x', 'y'].exists(assertion, ['y'].exists(google, google == assertion))", "over"],
    ["google.exists(google, google == 'subject')", "over"],
    ["assertion.exists(assertion, assertion == 'repository')", "unknown"],
    ["assertion.all(assertion, assertion != 'sub')", "equal"],
    ["attribute.all(attribute, attribute == 'x')", "unknown"],
  ])("%s goes through the claims, and not through nothing", (expression, verdict) => {
    const document = conditional(`${expression} || ${isOrders}`);
    expect(verdictOf(gcp, document, intent)).toMatchObject({ verdict });
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

describe("a document that Google would not store", () => {
  const sub = { "google.subject": "assertion.sub" };
  const with_ = (changes: Parameters<typeof provider>[0]) => trust({ providers: [provider(changes)] });

  it.each<[string, ReturnType<typeof trust>, string]>([
    ["a condition that compares a text with a number", with_({ attributeCondition: "'a' == 1 || true" }), "_==_"],
    ["a variable that there is none of", with_({ attributeCondition: "claims.sub == 'x' || true" }), "claims"],
    [
      "a condition's variable in a mapping",
      with_({ attributeMapping: { ...sub, "attribute.x": "has(google.subject) ? 'a' : 'b'" } }),
      "attribute.x",
    ],
    [
      "a number as an attribute",
      with_({ attributeMapping: { ...sub, "attribute.x": "size(assertion.sub)" } }),
      "expected a string",
    ],
    ["a text as groups", with_({ attributeMapping: { ...sub, "google.groups": "'a'" } }), "google.groups"],
    ["a key in upper case", with_({ attributeMapping: { ...sub, "attribute.Ns": "assertion.sub" } }), "attribute.Ns"],
    [
      "more than 50 attributes",
      with_({
        attributeMapping: {
          ...sub,
          ...Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`attribute.a${i}`, "'x'"])),
        },
      }),
      "at most 50",
    ],
    ["too many audiences", with_({ allowedAudiences: [audience, ..."abcdefghij"] }), "at most 10"],
    ["an audience that is too long", with_({ allowedAudiences: [audience, "a".repeat(257)] }), "256"],
  ])("is not proved: %s", (_, document, reason) => {
    const asked = { ...intent, audience: document.providers[0]!.allowedAudiences! };
    expect(verdictOf(gcp, document, asked)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining(reason),
    });
    const token = { iss: issuer, sub: "system:serviceaccount:shop:orders", aud: [audience] };
    expect(gcp.evaluate(document, token).decision).not.toBe("allow");
  });

  it("may have claims of any type, and as much of all as fits", () => {
    const attributes = Array.from({ length: 50 }, (_, i) => [`attribute.a${i}`, `${names}['x'] + assertion.y`]);
    const document = with_({
      allowedAudiences: [audience, ..."abcdefghi".split("")].map((each) => each),
      attributeMapping: { ...sub, ...Object.fromEntries(attributes) },
      attributeCondition: "assertion.exp > 5 && assertion.aud[0] + 'x' != assertion['a']['b'] + assertion.c",
    });
    expect(gcp.admits(document).doubts).toEqual([]);
  });
});

describe("what is unknown", () => {
  it("names the expression that made it so, and what to write instead", () => {
    expect(verdictOf(gcp, conditional("assertion.jti == 'x'"), intent)).toMatchObject({
      reason: expect.stringMatching(/attributeCondition hangs on .*jti; use assertion.sub/),
    });
    expect(verdictOf(gcp, mapped(`${names}.pod.name`, "x"), intent)).toMatchObject({
      reason: expect.stringMatching(/the mapping of google.subject hangs on .*pod.name; use assertion.sub/),
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
    [
      "macros that search for many texts",
      conditional(
        Array.from(
          { length: 8 },
          () => `[${Array.from({ length: 60 }, (_, i) => `'o${i}'`)}].exists(n, assertion.sub.contains(n))`,
        ).join(" && "),
      ),
    ],
    [
      "more CEL than is read",
      trust({
        providers: [
          provider({
            attributeMapping: Object.fromEntries([
              ["google.subject", "assertion.sub"],
              ...Array.from({ length: 50 }, (_, i) => [`attribute.a${i}`, `'${"x".repeat(500)}'`]),
            ]),
          }),
        ],
      }),
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
