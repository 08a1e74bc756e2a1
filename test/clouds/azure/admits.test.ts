import { describe, expect, it } from "vitest";
import type { CloudTrust } from "../../../src/clouds/registry";
import type { Intent } from "../../../src/verifier";
import { prove } from "../../../src/verifier";

const AKS =
  "https://westeurope.oic.prod-aks.azure.com/11111111-1111-1111-1111-111111111111/22222222-2222-2222-2222-222222222222/";
const GREEN = "https://oidc.prod-aks.azure.com/33333333-3333-3333-3333-333333333333/";
const GITHUB = "https://token.actions.githubusercontent.com";
const AUDIENCE = "api://AzureADTokenExchange";
const ORDERS = "system:serviceaccount:shop:orders";
const CART = "system:serviceaccount:shop:cart";
const MAIN = "repo:example/shop:ref:refs/heads/main";

type Fields = Record<string, unknown>;

const credential = (fields: Fields = {}) => ({
  name: "shop_orders",
  issuer: AKS,
  subject: ORDERS,
  audiences: [AUDIENCE],
  ...fields,
});
const flexible = (claimsMatchingExpression: unknown, fields: Fields = {}) => {
  const { subject: _, ...rest } = credential(fields);
  return { ...rest, claimsMatchingExpression };
};
const inNew = (...federatedIdentityCredentials: object[]) =>
  ({ cloud: "azure", federatedIdentityCredentials, createdAt: "2025-03-01T00:00:00Z" }) as CloudTrust;
const inOld = (...federatedIdentityCredentials: object[]) =>
  ({ cloud: "azure", federatedIdentityCredentials }) as CloudTrust;

const orders = (issuer = AKS, audience = AUDIENCE) => ({
  subjects: [{ issuer, namespace: "shop", serviceAccount: "orders" }],
  audience,
});
const naming = (...credentials: { issuer: string; subject: string; audience?: string }[]) => ({
  ...orders(),
  others: { azure: { credentials } },
});

type Case = [what: string, verdict: string, trust: CloudTrust, intent?: object];

/** A credential with these fields, beside which the identity has none. */
const alone = (what: string, verdict: string, fields: Fields, intent = orders()): Case => [
  what,
  verdict,
  inNew(credential(fields)),
  intent,
];
/** A credential with these fields beside the intended one. */
const beside = (what: string, verdict: string, fields: Fields, intent: object = orders()): Case => [
  what,
  verdict,
  inNew(credential(), credential({ name: "more", ...fields })),
  intent,
];
const expression = (what: string, verdict: string, text: unknown): Case => [what, verdict, inNew(flexible(text))];
const ofGitHub = (what: string, verdict: string, text: string, intent: object = orders()): Case => [
  what,
  verdict,
  inNew(credential(), flexible(text, { name: "github", issuer: GITHUB })),
  intent,
];

const many = (count: number) => Array.from({ length: count }, (_, i) => `a${i}`);
const manyCredentials = (count: number) =>
  inNew(
    ...many(count).map((name) => credential({ name: `cred-${name}`, subject: `system:serviceaccount:shop:${name}` })),
  );
const manyIntended = (count: number) => ({
  ...orders(),
  subjects: many(count).map((serviceAccount) => ({ issuer: AKS, namespace: "shop", serviceAccount })),
});

const forms: Case[] = [
  alone("as the library writes it", "equal", {}),
  ["an identity of unknown age", "equal", inOld(credential())],
  [
    "resource manager's envelope",
    "equal",
    inNew({
      id: "/subscriptions/s",
      name: "shop_orders",
      properties: { issuer: AKS, subject: ORDERS, audiences: [AUDIENCE] },
    }),
  ],
  [
    "the command line's output",
    "equal",
    inNew({ ...credential(), id: "x", resourceGroup: "rg", systemData: null, type: "x" }),
  ],
  ["Graph's output", "equal", inNew({ ...credential(), id: "x", description: null, claimsMatchingExpression: null })],
  ["no credential", "under", inNew()],
  [
    "two clusters",
    "equal",
    inNew(credential(), credential({ name: "green", issuer: GREEN })),
    { ...orders(), subjects: [AKS, GREEN].flatMap((issuer) => orders(issuer).subjects) },
  ],
  ["a cluster too many", "over", inNew(credential(), credential({ name: "green", issuer: GREEN }))],
  ["twenty credentials", "equal", manyCredentials(20), manyIntended(20)],
  ["twenty-one credentials", "under", manyCredentials(21), manyIntended(21)],
  ["one that is there twice", "unknown", inNew(credential(), credential({ name: "more" }))],
  [
    "one that is there twice, for another audience",
    "unknown",
    inNew(credential(), credential({ name: "more", audiences: ["x"] })),
  ],
  [
    "a whole namespace",
    "under",
    inNew(credential()),
    { subjects: [], audience: AUDIENCE, namespaces: [{ issuer: AKS, namespace: "shop" }] },
  ],
];

const names: Case[] = [
  ...["abc", "1abc", "a__", "a".repeat(120)].map((name) => alone(`name ${name}`, "equal", { name })),
  ...["", "a", "ab", "-abc", "_abc", "a.b.c", "a b c", "ab/cd", "ünïcode", "abc\n", "a".repeat(121)].map((name) =>
    alone(`name ${JSON.stringify(name)}`, "unknown", { name }),
  ),
  [
    "a name that is there twice",
    "unknown",
    inNew(credential(), credential({ issuer: GITHUB, subject: MAIN })),
    naming({ issuer: GITHUB, subject: MAIN }),
  ],
  [
    "a name that is there in other letters",
    "unknown",
    inNew(credential(), credential({ name: "SHOP_ORDERS", issuer: GITHUB, subject: MAIN })),
    naming({ issuer: GITHUB, subject: MAIN }),
  ],
];

const ofIssuer = (issuer: string, verdict: string) =>
  alone(`issuer ${JSON.stringify(issuer.slice(0, 70))}`, verdict, { issuer }, orders(issuer));
const issuers: Case[] = [
  ...["https://x.example.org:8443/a", "https://X.example.org/", GREEN, `https://x.example/${"a".repeat(582)}`].map(
    (issuer) => ofIssuer(issuer, "equal"),
  ),
  ...[
    "http://x.example.org",
    "foo",
    "oidc.example.org",
    "https://",
    "ftp://x.example.org",
    "https://x.example.org/?a=b",
    "https://x.example.org/#a",
    "https://user@x.example.org/",
    "https://x .example.org",
    "https://x.example.org\n",
    " https://x.example.org",
    "https://kubernetes.default.svc.cluster.local",
    "https://10.0.0.1/",
    "https://[::1]/",
    "https://localhost",
    "https://x.internal",
    "https://x",
    "https://shop-prod-0a1b2c3d.hcp.westeurope.azmk8s.io",
    "https://0123456789ABCDEF0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com",
    AKS.slice(0, -1),
    "https://oidc.prod-aks.azure.com/2222",
    "https://westeurope.oic.prod-arc.azure.com/t/i",
    "https://westeurope.oic.prod-aks.azure.us/t/i",
    "https://westeurope.oic.prod-aks.azure.cn/t/i",
  ].map((issuer) => ofIssuer(issuer, "under")),
  ofIssuer(`https://x.example.org/${"a".repeat(600)}`, "unknown"),
  beside("an issuer that cannot work beside", "unknown", { issuer: "https://kubernetes.default.svc" }),
  [
    "another issuer in other letters",
    "over",
    inOld(
      credential(),
      credential({ name: "more", issuer: AKS.toUpperCase().replace("HTTPS", "https"), subject: CART }),
    ),
  ],
];

const subjects: Case[] = [
  beside("another ServiceAccount", "over", { subject: CART }),
  alone("a wildcard, which is none to Entra", "under", { subject: "system:serviceaccount:shop:*" }),
  beside("a wildcard beside", "equal", { subject: "system:serviceaccount:shop:*" }),
  alone("no subject", "under", { subject: "" }),
  beside("no subject beside", "unknown", { subject: "" }),
  alone("a subject with white space", "under", { subject: ` ${ORDERS}` }),
  alone("a subject with a line feed", "under", { subject: `${ORDERS}\n` }),
  alone("a subject in other letters", "under", { subject: "system:serviceaccount:Shop:orders" }),
  beside("a new identity, another subject in other letters", "equal", { subject: "system:serviceaccount:Shop:cart" }),
  [
    "an old identity, the only subject in other letters",
    "unknown",
    inOld(credential({ subject: "system:serviceaccount:Shop:orders" })),
  ],
  [
    "an old identity, the intended subject twice",
    "equal",
    inOld(credential(), credential({ name: "more", subject: ORDERS.toUpperCase() })),
  ],
  [
    "an old identity, another subject in other letters",
    "unknown",
    inOld(credential(), credential({ name: "more", subject: "System:ServiceAccount:shop:cart" })),
  ],
  ...["2024-08-14T00:00:00Z", "2024-08-14", "x", "", "1.1.2025"].map(
    (createdAt): Case => [
      `made ${createdAt}`,
      "unknown",
      {
        ...inOld(credential(), credential({ name: "more", subject: "system:serviceaccount:Shop:cart" })),
        createdAt,
      } as CloudTrust,
    ],
  ),
  beside("a foreign subject", "over", { issuer: GITHUB, subject: MAIN }),
  beside(
    "a foreign subject that is named",
    "equal",
    { issuer: GITHUB, subject: MAIN },
    naming({ issuer: GITHUB, subject: MAIN }),
  ),
  beside(
    "one that is named in other letters",
    "over",
    { issuer: GITHUB, subject: "repo:Example/shop" },
    naming({ issuer: GITHUB, subject: "repo:example/shop" }),
  ),
  beside(
    "one that is named for another audience",
    "over",
    { issuer: GITHUB, subject: MAIN, audiences: ["x"] },
    naming({ issuer: GITHUB, subject: MAIN }),
  ),
  beside(
    "one that is named for its audience",
    "equal",
    { issuer: GITHUB, subject: MAIN, audiences: ["x"] },
    naming({ issuer: GITHUB, subject: MAIN, audience: "x" }),
  ),
  ["one that is named and missing", "under", inNew(credential()), naming({ issuer: GITHUB, subject: MAIN })],
  beside(
    "a foreign subject that is too long",
    "unknown",
    { issuer: GITHUB, subject: "r".repeat(601) },
    naming({ issuer: GITHUB, subject: "r".repeat(601) }),
  ),
];

const audiences: Case[] = [
  alone("no audience", "under", { audiences: [] }),
  alone("two audiences", "over", { audiences: [AUDIENCE, "x"] }),
  alone("one audience twice", "unknown", { audiences: [AUDIENCE, AUDIENCE] }),
  alone("another audience", "over", { audiences: [`${AUDIENCE}USGov`] }),
  alone(
    "an audience of another cloud that is intended",
    "equal",
    { audiences: [`${AUDIENCE}USGov`] },
    orders(AKS, `${AUDIENCE}USGov`),
  ),
  alone("an audience that is too long", "unknown", { audiences: ["a".repeat(601)] }, orders(AKS, "a".repeat(601))),
  alone("an empty audience", "over", { audiences: [""] }),
  alone("an audience with white space", "over", { audiences: [`${AUDIENCE} `] }),
  alone("an audience in other letters", "over", { audiences: [AUDIENCE.toLowerCase()] }),
];

const expressions: Case[] = [
  expression("of one subject, which is not documented for clusters", "unknown", `claims['sub'] eq '${ORDERS}'`),
  expression("of a namespace", "over", "claims['sub'] matches 'system:serviceaccount:shop:*'"),
  expression(
    "without quotes, as in the vendor's example",
    "over",
    "claims['sub'] matches system:serviceaccount:shop:*",
  ),
  expression("as an object", "over", {
    value: "claims['sub'] matches 'system:serviceaccount:shop:*'",
    languageVersion: 1,
  }),
  expression("of one open character", "over", "claims['sub'] matches 'system:serviceaccount:shop:order?'"),
  expression(
    "with two clauses",
    "unknown",
    "claims['sub'] matches 'system:serviceaccount:shop:*' and claims['sub'] matches '*:orders'",
  ),
  expression("that is empty", "unknown", ""),
  expression("with or", "unknown", "claims['sub'] eq 'a' or claims['sub'] eq 'b'"),
  expression("of the issuer", "unknown", `claims['iss'] eq 'x' and claims['sub'] eq '${ORDERS}'`),
  expression("of no subject", "unknown", "claims['kubernetes.io'] eq 'x'"),
  expression("with a capital operator", "unknown", `claims['sub'] EQ '${ORDERS}'`),
  expression("with double quotes", "unknown", `claims["sub"] eq '${ORDERS}'`),
  ["beside a subject", "under", inNew({ ...flexible("claims['sub'] eq 'a'"), subject: ORDERS })],
  ofGitHub("of repositories", "over", "claims['sub'] matches 'repo:example/*'"),
  ofGitHub(
    "of repositories, of which one is named",
    "over",
    "claims['sub'] matches 'repo:example/*'",
    naming({ issuer: GITHUB, subject: "repo:example/a" }),
  ),
  ofGitHub(
    "of one repository that is named",
    "equal",
    "claims['sub'] eq 'repo:example/a'",
    naming({ issuer: GITHUB, subject: "repo:example/a" }),
  ),
  ofGitHub(
    "of two claims",
    "over",
    "claims['sub'] matches 'repo:example/*' and claims['job_workflow_ref'] matches 'example/x/*@refs/heads/main'",
  ),
  ofGitHub("of another claim alone", "over", "claims['repository'] eq 'a/b'"),
  ofGitHub("that nothing fits", "equal", "claims['sub'] eq 'a' and claims['sub'] eq 'b'"),
  ofGitHub("of a claim that nothing fits", "unknown", "claims['x'] eq 'a' and claims['x'] eq 'b'"),
];

describe.each(Object.entries({ forms, names, issuers, subjects, audiences, expressions }))(
  "the proof of Azure: %s",
  (_, cases) => {
    it.each(cases)("%s: %s", (_what, verdict, trust, intent = orders()) => {
      expect(prove(trust, intent as Intent)).toMatchObject({ verdict });
    });
  },
);
