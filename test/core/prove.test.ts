import { describe, expect, it } from "vitest";
import type { Admission } from "../../src/core/admission";
import { WorkloadIdentityError } from "../../src/core/errors";
import type { Language } from "../../src/core/language/language";
import { ALL, and, globOf, literals, NONE, not, or, regex, unknown } from "../../src/core/language/language";
import { contains } from "../../src/core/language/member";
import { prove } from "../../src/core/prove";
import type { Intent } from "../../src/core/trust-intent";

const ISSUER = "https://oidc.example.com/id/1";
const OTHER = "https://oidc.example.com/id/2";
const sub = (name: string) => `system:serviceaccount:${name}`;
const subject = (namespace: string, serviceAccount: string, issuer = ISSUER) => ({ issuer, namespace, serviceAccount });
const INTENT: Intent = { subjects: [subject("shop", "orders")], audience: "aud" };

/** A trust that admits these subjects of these issuers with one of these audiences. */
function admitting(
  subjects: Language,
  options: Partial<Omit<Admission, "audiences">> & { audiences?: Language } = {},
): Admission {
  const { issuers = [ISSUER], audiences = literals(["aud"]), ...rest } = options;
  return {
    issuers,
    audiences: [audiences],
    subjects: (issuer, audience) =>
      issuers.includes(issuer) && contains(audiences, audience) === true ? subjects : NONE,
    ...rest,
  };
}

const EXACT = literals([sub("shop:orders")]);

describe("prove", () => {
  it("finds a trust equal that admits the intended ServiceAccounts and no others", () => {
    expect(prove(admitting(EXACT), INTENT)).toEqual({ verdict: "equal" });
    const many = [subject("shop", "orders"), subject("shop", "cart"), subject("shop", "orders", OTHER)];
    const admission = {
      ...admitting(EXACT, { issuers: [OTHER, ISSUER] }),
      subjects: (issuer: string, audience: string) =>
        audience !== "aud" ? NONE : issuer === ISSUER ? literals([sub("shop:cart"), sub("shop:orders")]) : EXACT,
    };
    expect(prove(admission, { subjects: many, audience: ["aud"] })).toEqual({ verdict: "equal" });
  });

  it("shows a full token of a ServiceAccount that is admitted and not intended", () => {
    const proof = prove(admitting(or(EXACT, globOf(sub("shop:*")))), INTENT);
    expect(proof).toEqual({
      verdict: "over",
      token: {
        iss: ISSUER,
        sub: sub("shop:a"),
        aud: ["aud"],
        iat: expect.any(Number),
        exp: expect.any(Number),
        "kubernetes.io": { namespace: "shop", serviceaccount: { name: "a" } },
      },
      why: expect.stringContaining("shop/a"),
    });
    if (proof.verdict === "over") expect(proof.token.exp! - proof.token.iat!).toBe(3600);
    expect(prove(admitting(or(EXACT, globOf(sub("shop:*")))), INTENT)).toEqual(proof);
  });

  it("shows the token of an intended ServiceAccount that is refused", () => {
    expect(prove(admitting(NONE), INTENT)).toMatchObject({
      verdict: "under",
      token: { sub: sub("shop:orders"), aud: ["aud"] },
    });
    expect(prove(admitting(EXACT, { issuers: [] }), INTENT)).toMatchObject({
      verdict: "under",
      token: { iss: ISSUER },
    });
    expect(prove(admitting(EXACT, { audiences: literals(["AUD"]) }), INTENT)).toMatchObject({
      verdict: "over",
      token: { aud: ["AUD"] },
    });
  });

  it("shows another issuer, and says that it is the issuer", () => {
    expect(prove(admitting(EXACT, { issuers: [ISSUER, OTHER] }), INTENT)).toMatchObject({
      verdict: "over",
      token: { iss: OTHER, sub: sub("shop:orders") },
      why: expect.stringContaining(`issuer "${OTHER}"`),
    });
  });

  it("keeps the subjects of several issuers apart", () => {
    const both = literals([sub("shop:orders"), sub("shop:cart")]);
    const intent = { subjects: [subject("shop", "orders"), subject("shop", "cart", OTHER)], audience: "aud" };
    expect(prove(admitting(both, { issuers: [ISSUER, OTHER] }), intent)).toMatchObject({
      verdict: "over",
      token: { iss: ISSUER, sub: sub("shop:cart") },
    });
  });

  it.each<[string, Language, string]>([
    ["a list of audiences", literals(["aud", "api"]), "api"],
    ["any audience", ALL, "other-audience"],
    ["a pattern of audiences", globOf("aud*"), "auda"],
    ["an expression of audiences", regex("^aud"), "auda"],
    ["an expression that matches anywhere", regex("aud"), "other-audience"],
  ])("shows an audience that is admitted and not intended for %s", (_name, audiences, expected) => {
    expect(prove(admitting(EXACT, { audiences }), INTENT)).toMatchObject({
      verdict: "over",
      token: { aud: [expected] },
      why: expect.stringContaining("audience"),
    });
  });

  it("wants each of several intended audiences admitted", () => {
    const intent = { ...INTENT, audience: ["aud", "aud-2"] };
    expect(prove(admitting(EXACT, { audiences: literals(["aud", "aud-2"]) }), intent)).toEqual({ verdict: "equal" });
    expect(prove(admitting(EXACT), intent)).toMatchObject({ verdict: "under", token: { aud: ["aud-2"] } });
  });

  it("takes whole namespaces where they are intended", () => {
    const intent = { subjects: [], audience: "aud", namespaces: [{ issuer: ISSUER, namespace: "shop" }] };
    expect(prove(admitting(globOf(sub("shop:*"))), intent)).toEqual({ verdict: "equal" });
    expect(prove(admitting(EXACT), intent)).toMatchObject({ verdict: "under", token: { sub: sub("shop:a") } });
    expect(prove(admitting(globOf(sub("shop*"))), intent)).toMatchObject({ verdict: "over" });
    const elsewhere = { ...intent, namespaces: [{ issuer: OTHER, namespace: "shop" }] };
    expect(prove(admitting(globOf(sub("shop:*"))), elsewhere)).toMatchObject({
      verdict: "over",
      token: { iss: ISSUER },
    });
  });

  it("answers unknown with the construct, but only where nothing is certain", () => {
    const open = unknown("aws:SourceIp");
    expect(prove(admitting(open), INTENT)).toEqual({
      verdict: "unknown",
      reason: expect.stringContaining("aws:SourceIp"),
    });
    expect(prove(admitting(or(open, literals([sub("shop:evil")]))), INTENT)).toMatchObject({
      verdict: "over",
      token: { sub: sub("shop:evil") },
    });
    expect(prove(admitting(or(open, EXACT)), INTENT)).toHaveProperty("reason");
  });

  it("reports over before under before unknown, whatever comes first", () => {
    const perIssuer: Record<string, Language> = {
      "https://1": unknown("x"),
      "https://2": NONE,
      "https://3": literals([sub("a:a"), sub("b:b")]),
    };
    const issuers = Object.keys(perIssuer);
    const admission = {
      issuers,
      audiences: [],
      subjects: (issuer: string, audience: string) => (audience === "aud" ? perIssuer[issuer]! : NONE),
    };
    const intend = (...named: string[]) => ({
      subjects: named.map((issuer) => subject("a", "a", issuer)),
      audience: "aud",
    });
    expect(prove(admission, intend(...issuers))).toMatchObject({ verdict: "over", token: { iss: "https://3" } });
    const without = { ...admission, issuers: issuers.slice(0, 2) };
    expect(prove(without, intend("https://1", "https://2"))).toMatchObject({ verdict: "under" });
    expect(prove({ ...admission, issuers: ["https://1"] }, intend("https://1"))).toHaveProperty("reason");
  });

  it("counts another way in as over, after what a token can show", () => {
    const who = "AWS arn:aws:iam::1:root";
    const otherWaysIn = [{ who, where: "statement 2", key: who }];
    expect(prove(admitting(EXACT, { otherWaysIn }), INTENT)).toEqual({
      verdict: "over",
      token: { iss: "", sub: who, aud: [] },
      otherWay: who,
      why: expect.stringContaining("statement 2"),
    });
    expect(prove(admitting(ALL, { otherWaysIn }), INTENT)).toMatchObject({ token: { iss: ISSUER } });
    expect(prove(admitting(NONE, { otherWaysIn }), INTENT)).toMatchObject({ verdict: "over" });
    expect(prove(admitting(EXACT, { otherWaysIn: [] }), INTENT)).toEqual({ verdict: "equal" });
  });

  it("takes no other way in amiss that the intent names, and misses one that is not there", () => {
    const way = (who: string) => ({ who, where: "statement 2", key: who });
    const admission = admitting(EXACT, { otherWaysIn: [way("keda")] });
    expect(prove(admission, INTENT, { subjects: [], ways: [way("keda")] })).toEqual({ verdict: "equal" });
    expect(prove(admission, INTENT, { subjects: [], ways: [] })).toMatchObject({ verdict: "over", otherWay: "keda" });
    const others = { subjects: [], ways: [way("keda"), way("velero")] };
    expect(prove(admission, INTENT, others)).toMatchObject({ verdict: "under", otherWay: "velero" });
  });

  describe("of an issuer that the intent does not name", () => {
    const GITHUB = "https://token.actions.githubusercontent.com";
    const MAIN = "repo:example/shop:ref:refs/heads/main";
    const withForeign = (foreign: Language): Admission => ({
      ...admitting(EXACT, { issuers: [ISSUER, GITHUB] }),
      subjects: (issuer, audience) => (audience !== "aud" ? NONE : issuer === GITHUB ? foreign : EXACT),
    });

    it("counts subjects that no API server signs, listed or by a pattern", () => {
      const token = { iss: GITHUB, sub: MAIN };
      expect(prove(withForeign(literals([MAIN])), INTENT)).toMatchObject({ verdict: "over", token });
      const pattern = withForeign(globOf("repo:example/*"));
      expect(prove(pattern, INTENT)).toMatchObject({ verdict: "over", token: { sub: "repo:example/" } });
      expect(prove(withForeign(regex("^repo:x$")), INTENT)).toMatchObject({ token: { sub: "repo:x" } });
    });

    it("leaves out what no token can be", () => {
      expect(prove(withForeign(literals([""])), INTENT)).toEqual({ verdict: "equal" });
      expect(prove(withForeign(and(literals([MAIN]), not(globOf("repo:*")))), INTENT)).toEqual({ verdict: "equal" });
    });

    it("admits those that the intent names, and misses them where they are refused", () => {
      const others = { subjects: [{ issuer: GITHUB, subject: MAIN }], ways: [] };
      expect(prove(withForeign(literals([MAIN])), INTENT, others)).toEqual({ verdict: "equal" });
      expect(prove(withForeign(literals([MAIN, "repo:x"])), INTENT, others)).toMatchObject({
        token: { sub: "repo:x" },
      });
      expect(prove(withForeign(NONE), INTENT, others)).toMatchObject({ verdict: "under", token: { sub: MAIN } });
      const sameIssuer = { subjects: [{ issuer: ISSUER, subject: MAIN }], ways: [] };
      expect(prove(withForeign(NONE), INTENT, sameIssuer)).toMatchObject({ verdict: "under", token: { iss: ISSUER } });
    });

    it("asks the trust for tokens with claims of any kind, and shows them in the counterexample", () => {
      const claims = { repository: "example/shop" };
      const foreign = (_: string, audience: string) => ({
        subjects: audience === "aud" ? literals([MAIN]) : NONE,
        claimsOf: (sub: string) => (sub === MAIN ? claims : {}),
      });
      const admission = { ...withForeign(NONE), foreign };
      expect(prove(admission, INTENT)).toMatchObject({
        verdict: "over",
        token: { iss: GITHUB, sub: MAIN, repository: "example/shop" },
      });
    });
  });

  describe("where the cloud stores signing keys", () => {
    const rsa = (n: string, kid?: string) => ({ kty: "RSA", e: "AQAB", n, ...(kid === undefined ? {} : { kid }) });
    const storing = (keys: object | undefined, issuers = [ISSUER]) => admitting(EXACT, { issuers, keys: () => keys });
    const wanting = (...keys: object[]): Intent => ({ ...INTENT, jwks: { keys } });

    it("finds equal key sets equal, in any order and with other members", () => {
      const stored = { keys: [{ ...rsa("two"), alg: "RS256", use: "sig" }, rsa("one", "k1")] };
      expect(prove(storing(stored), wanting(rsa("one", "other-kid"), rsa("two")))).toEqual({ verdict: "equal" });
      expect(prove(storing(undefined), INTENT)).toEqual({ verdict: "equal" });
    });

    it("shows a foreign key as over and a missing one as under", () => {
      const stored = { keys: [rsa("one", "k1"), rsa("evil", "k2")] };
      expect(prove(storing(stored), wanting(rsa("one")))).toMatchObject({
        verdict: "over",
        token: { iss: ISSUER, sub: sub("shop:orders"), aud: ["aud"], jwks_kid: "k2" },
      });
      expect(prove(storing({ keys: [rsa("one")] }), wanting(rsa("one"), rsa("new", "k3")))).toMatchObject({
        verdict: "under",
        token: { jwks_kid: "k3" },
      });
      expect(prove(storing({ keys: [] }), wanting(rsa("one")))).toMatchObject({ verdict: "under" });
    });

    it("is unknown without the cluster's keys, and with keys that are not modelled", () => {
      expect(prove(storing({ keys: [rsa("one")] }), INTENT)).toEqual({
        verdict: "unknown",
        reason: expect.stringContaining("pass intent.jwks"),
      });
      expect(prove(storing({ keys: [{ kty: "oct", k: "x" }] }), wanting(rsa("one")))).toHaveProperty("reason");
      expect(prove(storing({}), wanting(rsa("one")))).toHaveProperty("reason");
      expect(prove(storing({ keys: [rsa("one")] }), wanting({ kty: "constructor" }))).toHaveProperty("reason");
    });

    it("is unknown where one key set stands for several issuers that store different keys", () => {
      const subjects = [subject("shop", "orders"), subject("shop", "orders", OTHER)];
      const admission = {
        ...storing(undefined, [ISSUER, OTHER]),
        keys: (issuer: string) => ({ keys: [rsa(issuer === ISSUER ? "one" : "two")] }),
      };
      expect(prove(admission, { ...wanting(rsa("one"), rsa("two")), subjects })).toHaveProperty("reason");
      expect(prove(admission, { ...wanting(rsa("one")), subjects })).toMatchObject({
        verdict: "over",
        token: { iss: OTHER },
      });
    });
  });

  it("ends in unknown where many issuers and audiences multiply", () => {
    const issuers = Array.from({ length: 3000 }, (_, i) => `https://${i}`);
    const audiences = literals(issuers);
    const admission = { issuers, audiences: [audiences], subjects: () => NONE };
    const intent = { subjects: [subject("a", "a", "https://0")], audience: "https://0" };
    expect(
      prove(
        { ...admission, subjects: (iss, aud) => (iss === aud && iss === "https://0" ? literals([sub("a:a")]) : NONE) },
        intent,
      ),
    ).toEqual({
      verdict: "unknown",
      reason: expect.stringContaining("steps"),
    });
    expect(prove(admission, intent)).toMatchObject({ verdict: "under" });
  });

  it.each<[string, unknown, string[]]>([
    ["nothing", undefined, ["intent-invalid"]],
    ["a list", [], ["intent-invalid"]],
    ["nobody", { subjects: [], audience: "aud" }, ["intent-empty"]],
    ["no subjects at all", { audience: "aud" }, ["intent-invalid"]],
    ["no audience", { subjects: INTENT.subjects, audience: [] }, ["intent-audience-invalid"]],
    ["an empty audience", { subjects: INTENT.subjects, audience: ["aud", ""] }, ["intent-audience-invalid"]],
    ["an audience twice", { subjects: INTENT.subjects, audience: ["aud", "aud"] }, ["intent-audience-duplicate"]],
    [
      "a subject twice",
      { ...INTENT, subjects: [...INTENT.subjects, ...INTENT.subjects] },
      ["intent-subject-duplicate"],
    ],
    ["keys that are no key set", { ...INTENT, jwks: { keys: {} } }, ["intent-jwks-invalid"]],
    [
      "a namespace that is none",
      { ...INTENT, namespaces: [{ issuer: ISSUER, namespace: "*" }] },
      ["intent-subject-invalid"],
    ],
    ["namespaces that are no list", { ...INTENT, namespaces: "shop" }, ["intent-invalid"]],
    [
      "several faults at once",
      { subjects: [subject("*", "a"), subject("a", "B"), subject("a", "a", ""), null], audience: 5 },
      [
        "intent-audience-invalid",
        "intent-subject-invalid",
        "intent-subject-invalid",
        "intent-subject-invalid",
        "intent-subject-invalid",
      ],
    ],
  ])("refuses to prove an intent of %s", (_name, intent, codes) => {
    let thrown: unknown;
    try {
      prove(admitting(EXACT), intent as Intent);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(WorkloadIdentityError);
    expect((thrown as WorkloadIdentityError).code).toBe("intent-invalid");
    expect((thrown as WorkloadIdentityError).issues.map(({ code }) => code)).toEqual(codes);
  });

  it("names where in the intent a fault is", () => {
    const intent = { subjects: [subject("a", "a"), subject("a", "B"), subject("a", "a")], audience: "aud" };
    expect(() => prove(admitting(EXACT), intent)).toThrow(
      /subjects\[1\]\.serviceAccount.*"B"[\s\S]*subjects\[2\].*twice/,
    );
  });
});
