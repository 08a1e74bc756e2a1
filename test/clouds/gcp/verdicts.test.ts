import { describe, expect, it } from "vitest";
import type { Intent } from "../../../src/verifier";
import { prove } from "../../../src/verifier";

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const OTHER = "https://token.actions.githubusercontent.com";
const POOL = "projects/123456789012/locations/global/workloadIdentityPools/cluster";
const AUDIENCE = `https://iam.googleapis.com/${POOL}/providers/kubernetes`;
const BARE = AUDIENCE.slice("https:".length);
const ORDERS = "system:serviceaccount:shop:orders";
const K = "assertion['kubernetes.io']";
const EMAIL = "orders@shop-prod.iam.gserviceaccount.com";
const ACCOUNT = `projects/-/serviceAccounts/${EMAIL}`;
const USER = "roles/iam.workloadIdentityUser";

const principal = (subject = ORDERS, pool = POOL) => `principal://iam.googleapis.com/${pool}/subject/${subject}`;
const set = (selector: string, pool = POOL) => `principalSet://iam.googleapis.com/${pool}/${selector}`;

interface Written {
  mapping?: Record<string, string>;
  condition?: string;
  provider?: object;
  providers?: object[];
  members?: string[];
  binding?: object;
  bindings?: object[];
  trust?: object;
}

const provider = ({ mapping, condition, provider = {} }: Written = {}) => ({
  name: `${POOL}/providers/kubernetes`,
  issuer: ISSUER,
  attributeMapping: { "google.subject": "assertion.sub", ...mapping },
  ...(condition === undefined ? {} : { attributeCondition: condition }),
  ...provider,
});

const manyNames = Array.from({ length: 1600 }, (_, i) => `a${i}`);
const many = {
  subjects: manyNames.map((serviceAccount) => ({ issuer: ISSUER, namespace: "shop", serviceAccount })),
  audience: AUDIENCE,
};
const halves = (...resources: string[]) =>
  resources.map((resource, half) => ({
    role: `roles/storage.object${half === 0 ? "Viewer" : "Creator"}`,
    resource,
    members: manyNames
      .slice(800 * half, 800 * (half + 1))
      .map((name) => principal(`system:serviceaccount:shop:${name}`)),
  }));

const written = (of: Written) => ({
  cloud: "gcp",
  pool: POOL,
  providers: of.providers ?? [provider(of)],
  bindings: of.bindings ?? [
    { role: "roles/storage.objectViewer", members: of.members ?? [principal()], ...of.binding },
  ],
  ...of.trust,
});

const orders: Intent = {
  subjects: [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }],
  audience: AUDIENCE,
};
const shop: Intent = { subjects: [], audience: AUDIENCE, namespaces: [{ issuer: ISSUER, namespace: "shop" }] };

type Case = [what: string, verdict: string, trust: Written, intent?: Intent];

const when = (condition: string, verdict: string): Case => [condition, verdict, { condition }];
const raw = String.raw;

const conditions: Case[] = [
  ...[
    `assertion.sub == '${ORDERS}'`,
    `google.subject == "${ORDERS}"`,
    `assertion.sub in ['${ORDERS}', 'system:serviceaccount:shop:cart']`,
    `${K}['namespace'] == 'shop' && ${K}.serviceaccount.name == 'orders'`,
    `!(${K}.namespace in ['kube-system', 'default'])`,
    `assertion.sub == '${ORDERS}' // only orders`,
    `assertion.sub.extract('system:serviceaccount:{ns}:') in ['shop', 'b']`,
    `assertion.iss.startsWith('https://oidc.eks.')`,
    "true",
    "",
    "assertion.sub.split(':')[2] + '/' + assertion.sub.split(':')[3] == 'shop/orders'",
  ].map((each) => when(each, "equal")),
  ...[
    `${K}.namespace in ['backend', 'monitoring']`,
    "assertion.sub.extract('system:serviceaccount:{ns}:') == 'x'",
    "assertion.iss == 'https://x'",
    "false",
  ].map((each) => when(each, "under")),
];

const regularExpressions: Case[] = [
  ...[
    "assertion.sub.matches('(?i)^system:serviceaccount:SHOP:orders$')",
    "assertion.sub.matches('^system:serviceaccount:(?i:SHOP):orders$')",
    `${K}.namespace.matches('(?i)^SHOP$')`,
    "assertion.sub.matches('(?s)^system:.*$')",
    "assertion.sub.matches('^system:serviceaccount:(shop|cart):(orders|basket)$')",
    "assertion.sub.matches('^system:serviceaccount:shop:orders$|^system:serviceaccount:cart:x$')",
    "assertion.sub.matches('^system:serviceaccount:(?P<ns>shop):(?<name>orders)$')",
    "assertion.sub.matches('^[[:alpha:]:]+$')",
    raw`assertion.sub.matches('^\\x73ystem')`,
    raw`assertion.sub.matches('\\Asystem:serviceaccount:shop:orders\\z')`,
    "assertion.sub.matches(r'^system:serviceaccount:[a-z]{4}:orders$')",
  ].map((each) => when(each, "equal")),
  when(`${K}.namespace.matches('(?i)^SHOPS$')`, "under"),
  ...[
    raw`^(a)\\1$`,
    "[",
    "a{2000}",
    raw`^a\\Z`,
    "a++",
    "a**",
    "((a{100}){100}){100}",
    "(?x)a",
    raw`\\u0041`,
    "[z-a]",
    "[]",
    "a)",
    "[[:foo:]]",
    raw`\\8`,
    "*a",
    "(?P<a>b)(?P=a)",
    "(?>a)",
    "(?=a)",
    "(?<=a)b",
    "(?P<a>b)(?P<a>c)",
    "a{2,1}",
  ].map((each) => when(`assertion.sub.matches('${each}') || true`, "unknown")),
];

/** What real conditions ask of a name that is written by hand: each of these is decided, and named where it is wider than what is intended. */
const names: Case[] = [
  ["[a-z0-9.-]+$", "over", "equal"],
  ["^[a-z0-9-]+$", "over", "under"],
  ["^[a-z]([a-z0-9-]*[a-z0-9])?$", "over", "under"],
  ["^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", "over", "under"],
  ["[a-z-]+$", "over", "under"],
  [raw`^\\w+$`, "over", "under"],
  ["orders[A-Z]?$", "over", "under"],
  [raw`orders\\d*$`, "over", "under"],
  ["^orders[A-Z]?$", "equal", "under"],
  ["^orders(-[a-z]+)*$", "over", "under"],
  [raw`^team-\\d{1,3}$`, "over", "under"],
].flatMap(([expression = "", one = "", whole = ""]): Case[] => {
  const name = expression.startsWith("^") ? expression.slice(1) : `.*${expression}`;
  const conditions = [
    `${K}.namespace == 'shop' && ${K}.serviceaccount.name.matches('${expression}')`,
    `assertion.sub.matches('^system:serviceaccount:shop:${name}')`,
  ];
  return conditions.flatMap((condition): Case[] => [
    [`${condition}, of one`, one, { condition, members: [set("*")] }],
    [`${condition}, of a namespace`, whole, { condition, members: [set("*")] }, shop],
  ]);
});

const maps: Case[] = [
  ...[
    `{'shop': 'orders', 'cart': 'x'}[${K}.namespace] == ${K}.serviceaccount.name`,
    `${K}.namespace in {'shop': true}`,
    `{'shop': true, 'b': false}[${K}.namespace]`,
    `{'a': 'shop'}['a'] == ${K}.namespace`,
    `{'a': 'shop'}.a == ${K}.namespace`,
    `{'shop': 1, 'b': 2}.exists(k, k == ${K}.namespace)`,
    `${K}.exists(k, k == 'namespace')`,
  ].map((each) => when(each, "equal")),
  ...[`${K}.namespace in {'x': true}`, `{'shop': 1, 'b': 2}.all(k, k == ${K}.namespace)`, "{'b': true}.shop"].map(
    (each) => when(each, "under"),
  ),
  when(`{1: 'a'}[1] == ${K}.namespace`, "under"),
  when("{'a': true, 'a': true}.a", "unknown"),
];

const audiences: Case[] = [
  ...[
    `'${AUDIENCE}' in assertion.aud`,
    `'${AUDIENCE}' in assertion.aud || '${BARE}' in assertion.aud`,
    `assertion.aud[0] == '${AUDIENCE}'`,
    `assertion.aud.exists(a, a == '${AUDIENCE}')`,
    "assertion.aud.exists(a, a.endsWith('providers/kubernetes'))",
  ].map((each) => when(each, "equal")),
  ["an open condition on the audience", "over", { condition: `'${AUDIENCE}' in assertion.aud`, members: [set("*")] }],
  ["one spelling stored", "equal", { provider: { allowedAudiences: [AUDIENCE] } }],
  ["only the other spelling stored", "over", { provider: { allowedAudiences: [BARE] } }],
  ["a second audience", "over", { provider: { allowedAudiences: [AUDIENCE, "x"] } }],
  [
    "two audiences, both intended",
    "equal",
    { provider: { allowedAudiences: [AUDIENCE, "x"] } },
    { ...orders, audience: [AUDIENCE, "x"] },
  ],
];

const onAccount = (condition: string, verdict: string): Case => [
  `on a service account: ${condition}`,
  verdict,
  {
    bindings: [{ role: USER, resource: ACCOUNT, members: [principal()], condition: { expression: condition } }],
    trust: { serviceAccount: EMAIL },
  },
];
const grants: Case[] = [
  ...[
    "true",
    "1 == 1",
    "'a' == 'a'",
    "true || request.time < timestamp('2030-01-01T00:00:00Z')",
    "timestamp('2020-01-01T00:00:00Z') < timestamp('2030-01-01T00:00:00Z')",
  ].map((each) => onAccount(each, "equal")),
  ...["false", "1 == 2"].map((each) => onAccount(each, "under")),
  ...[
    "",
    "true &&",
    "'a'",
    "request.time < timestamp('2030-01-01T00:00:00Z')",
    "resource.name.startsWith('projects/x')",
  ].map((each) => onAccount(each, "unknown")),
  [
    "a direct grant with a condition",
    "equal",
    { binding: { condition: { expression: "resource.name.startsWith('projects/_/buckets/x')" } } },
  ],
  ["a direct grant with a condition that never holds", "under", { binding: { condition: { expression: "false" } } }],
  [
    "impersonation of what is not named, with a condition",
    "unknown",
    { binding: { role: USER, condition: { expression: "request.time < timestamp('2030-01-01T00:00:00Z')" } } },
  ],
  [
    "a grant on what is not named, of a service account",
    "unknown",
    { trust: { serviceAccount: EMAIL }, binding: { condition: { expression: "resource.name == 'x'" } } },
  ],
];

const beside = (what: string, verdict: string, fields: object): Case => [
  what,
  verdict,
  {
    providers: [
      provider(),
      {
        name: `${POOL}/providers/github`,
        issuer: OTHER,
        attributeMapping: { "google.subject": "assertion.sub" },
        ...fields,
      },
    ],
  },
];
const mapping = (subject: string) => ({ attributeMapping: { "google.subject": subject } });
const foreign: Case[] = [
  beside("the same mapping", "over", {}),
  beside("another claim, with which it can say anything", "over", mapping("assertion.repository")),
  beside("a beginning of its own", "equal", mapping("'gh::' + assertion.repository")),
  beside("a beginning of its own, changed letters", "equal", mapping("'gh::' + assertion.repository.lowerAscii()")),
  beside("a beginning of its own, a number", "equal", mapping("'p' + string(assertion.project_id)")),
  beside("an end of its own", "equal", mapping("assertion.repository + ':x'")),
  beside("a beginning that could fit", "over", mapping("'system:' + assertion.repository")),
  beside("a claim that can be one thing only", "equal", {
    ...mapping("assertion.repository"),
    attributeCondition: "assertion.repository == 'a/b'",
  }),
  beside("a claim out of a list", "equal", {
    ...mapping("assertion.repository"),
    attributeCondition: "assertion.repository in ['a/b', 'a/c']",
  }),
  beside("a claim with a beginning", "equal", {
    ...mapping("assertion.repository"),
    attributeCondition: "assertion.repository.startsWith('a/') && assertion.ref == 'refs/heads/main'",
  }),
  beside("a mapped claim with a beginning", "equal", {
    attributeMapping: { "google.subject": "assertion.repository", "attribute.repo": "assertion.repository" },
    attributeCondition: "attribute.repo.startsWith('a/')",
  }),
  beside("a claim out of a list that could fit", "over", {
    ...mapping("assertion.repository"),
    attributeCondition: `assertion.repository in ['a/b', '${ORDERS}']`,
  }),
  beside("a claim that is asked for or not", "over", {
    ...mapping("assertion.repository"),
    attributeCondition: "assertion.repository == 'a/b' || assertion.x == 'y'",
  }),
  beside("a condition on another claim", "over", { attributeCondition: "assertion.repository.startsWith('a/')" }),
  beside("a condition of several lines", "over", {
    attributeCondition: 'assertion.repository == "a/b" &&\nassertion.ref == "refs/heads/main"\n',
  }),
  beside("a claim with a name of its vendor", "over", {
    attributeMapping: {
      "google.subject": "assertion.sub",
      "attribute.project": "assertion['oidc.example.com/project-id']",
    },
    attributeCondition: 'attribute.project == "1f60315c"',
  }),
  beside("a condition on an attribute that is not mapped", "equal", {
    attributeCondition: "attribute.repository == assertion.repository",
  }),
  beside("a beginning of its own, with a map of names", "equal", {
    attributeMapping: {
      "google.subject": "'azure::' + assertion.tid + '::' + assertion.sub",
      "attribute.name": `{'8bb39bdb': 'workload1'}[assertion.oid]`,
    },
    attributeCondition: "'e968c2ef' in assertion.groups",
  }),
  beside("a subject with a beginning", "equal", { attributeCondition: "assertion.sub.startsWith('repo:a/')" }),
];

const long = "x".repeat(200);
const attributes = (count: number, expression: string) => ({
  mapping: Object.fromEntries(Array.from({ length: count }, (_, i) => [`attribute.a${i}`, expression])),
});
const stored: Case[] = [
  ["ten long attributes", "equal", attributes(10, `'${long}' + assertion.sub`)],
  ["attributes of more than 8 KB", "under", attributes(45, `'${long}' + assertion.sub`)],
  ["attributes that may have more than 8 KB", "unknown", attributes(40, "assertion.sub")],
  ["fifty-one attributes", "unknown", attributes(51, "'a'")],
  ["an attribute with a capital letter", "unknown", { mapping: { "attribute.Foo": "assertion.sub" } }],
  ...["a-b", "ns.x", "namespace ", "", "\u540d"].map(
    (name): Case => [
      `a member by attribute.${name}`,
      "unknown",
      { mapping: { [`attribute.${name}`]: `${K}.namespace` }, members: [set(`attribute.${name}/shop`)] },
    ],
  ),
  ["an open condition that cannot be stored", "unknown", { condition: "true || 'a'", members: [set("*")] }],
  ["an empty mapping", "unknown", { mapping: { "attribute.foo": "" } }],
  ["a provider of no name", "unknown", { provider: { name: "", allowedAudiences: [AUDIENCE] } }],
  [
    "a provider with a name of Google's",
    "unknown",
    { provider: { name: `${POOL}/providers/gcp-abc`, allowedAudiences: [AUDIENCE] } },
  ],
  [
    "a provider with capital letters",
    "unknown",
    { provider: { name: `${POOL}/providers/Kube`, allowedAudiences: [AUDIENCE] } },
  ],
  [
    "a provider with a long name",
    "unknown",
    { provider: { name: `${POOL}/providers/${"a".repeat(33)}`, allowedAudiences: [AUDIENCE] } },
  ],
  ["two providers of one name", "unknown", { providers: [provider(), provider()] }],
  ["an empty audience beside", "unknown", { provider: { allowedAudiences: ["", AUDIENCE] } }],
  ...["http://x.example.org", "foo", "oidc.example.org"].map(
    (issuer): Case => [
      `issuer ${issuer}`,
      "unknown",
      { provider: { issuer } },
      { ...orders, subjects: [{ issuer, namespace: "shop", serviceAccount: "orders" }] },
    ],
  ),
  [
    "an issuer that is no URL, with keys",
    "unknown",
    { provider: { issuer: "foo", jwksJson: '{"keys":[]}' } },
    {
      subjects: [{ issuer: "foo", namespace: "shop", serviceAccount: "orders" }],
      audience: AUDIENCE,
      jwks: { keys: [] },
    },
  ],
  [
    "more members than a policy holds",
    "unknown",
    { members: Array.from({ length: 1501 }, (_, i) => principal(`system:serviceaccount:shop:a${i}`)) },
    {
      ...orders,
      subjects: Array.from({ length: 1501 }, (_, i) => ({
        issuer: ISSUER,
        namespace: "shop",
        serviceAccount: `a${i}`,
      })),
    },
  ],
  ["more members than a policy holds, in two roles", "unknown", { bindings: halves("buckets/a", "buckets/a") }, many],
  ["as many members of two policies", "equal", { bindings: halves("buckets/a", "buckets/b") }, many],
];

const members: Case[] = [
  ["an attribute that is not mapped", "under", { members: [set("attribute.namespace/shop")] }],
  ["a subject as GKE has them", "under", { members: [principal("ns/shop/sa/orders")] }],
  ["an encoded subject", "unknown", { members: [principal("system%3Aserviceaccount%3Ashop%3Aorders")] }],
  ["a member of another pool", "over", { members: [principal(), principal(ORDERS, `${POOL}2`)] }],
  [
    "an attribute of two names",
    "equal",
    {
      mapping: { "attribute.sa": `${K}.namespace + '/' + ${K}.serviceaccount.name` },
      members: [set("attribute.sa/shop/orders")],
    },
  ],
  [
    "an attribute of the name alone",
    "over",
    { mapping: { "attribute.sa": `${K}.serviceaccount.name` }, members: [set("attribute.sa/orders")] },
  ],
  [
    "an attribute that says true or false",
    "over",
    { mapping: { "attribute.x": `string(${K}.namespace == 'shop')` }, members: [set("attribute.x/true")] },
  ],
  [
    "a group of two names",
    "equal",
    {
      mapping: { "google.groups": `[${K}.namespace + '/' + ${K}.serviceaccount.name]` },
      members: [set("group/shop/orders")],
    },
  ],
  [
    "attributes that nobody is bound by",
    "equal",
    {
      mapping: {
        "attribute.pod": `${K}['pod']['name']`,
        "attribute.uid": `${K}.serviceaccount.uid`,
        "attribute.aud": "assertion.aud[0]",
      },
    },
  ],
  [
    "a whole namespace by an attribute",
    "equal",
    { mapping: { "attribute.namespace": `${K}['namespace']` }, members: [set("attribute.namespace/shop")] },
    shop,
  ],
  [
    "a whole namespace by a condition",
    "equal",
    { condition: "assertion.sub.startsWith('system:serviceaccount:shop:')", members: [set("*")] },
    shop,
  ],
  [
    "an open end",
    "over",
    { condition: "assertion.sub.startsWith('system:serviceaccount:shop')", members: [set("*")] },
    shop,
  ],
];

/** What a claim is, and when a token was issued or ends: an API server's tokens have all three times, and Google takes none for longer than two days. */
const typesAndTimes: Case[] = [
  ...[
    "type(assertion.sub) == string",
    "type(assertion.aud) == list && 'x' != assertion.sub",
    `type(${K}) == map`,
    "type(assertion.sub) in [string, list]",
    `type(assertion.aud) == list ? '${AUDIENCE}' in assertion.aud : assertion.aud == '${AUDIENCE}'`,
    "type(type(assertion.sub)) == type",
    "['a'].exists(string, string == 'a') && type(assertion.sub) != int",
    "assertion.exp > assertion.iat && assertion.nbf <= assertion.iat && assertion.iat == assertion.nbf",
    "assertion.iat > 0 && assertion.exp >= 1700000000 && 5 != assertion.exp",
    "assertion.exp - assertion.iat <= 172800",
  ].map((each) => when(each, "equal")),
  ...[
    "type(assertion.sub) == int",
    "type(assertion.aud) == string",
    "assertion.exp < 1700000000",
    "assertion.iat == 5",
    "assertion.exp - assertion.iat < 0",
    "assertion.exp == 'never'",
  ].map((each) => when(each, "under")),
  // How Google reads numbers, and what hangs on the day or on how long a pod asked for.
  ...[
    "type(assertion.exp) == int",
    "assertion.exp - assertion.iat <= 3600",
    "assertion.exp < 4102444800",
    "assertion.exp - 3600 <= assertion.iat",
    "timestamp(assertion.exp) > timestamp('2020-01-01T00:00:00Z')",
  ].map((each) => when(each, "unknown")),
  ["a type alone", "over", { condition: "type(assertion.sub) == string", members: [set("*")] }],
  ["a time alone", "over", { condition: "assertion.exp > assertion.iat", members: [set("*")] }],
];

describe.each(
  Object.entries({
    conditions,
    typesAndTimes,
    regularExpressions,
    names,
    maps,
    audiences,
    grants,
    foreign,
    stored,
    members,
  }),
)("the verdict of Google Cloud: %s", (_, cases) => {
  it.each(cases)("%s: %s", (_what, verdict, trust, intent = orders) => {
    expect(prove(written(trust) as never, intent)).toMatchObject({ verdict });
  });
});

describe("a pool of GKE that a trust names without its project's number", () => {
  const CLUSTER = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/blue";
  const GKE = "shop-prod.svc.id.goog";
  const ofProject = (project: string) =>
    principal("ns/shop/sa/orders", `projects/${project}/locations/global/workloadIdentityPools/${GKE}`);
  const providers = [{ name: "blue", issuer: CLUSTER }];
  const wanted = { subjects: [{ issuer: CLUSTER, namespace: "shop", serviceAccount: "orders" }], audience: GKE };
  const proved = (...members: string[]) =>
    prove(written({ providers, members, trust: { pool: GKE } }) as never, wanted);

  it("is of the project that its members say, which has one number", () => {
    expect(proved(ofProject("123"))).toEqual({ verdict: "equal" });
    expect(proved(ofProject("123"), `serviceAccount:${GKE}[shop/orders]`)).toEqual({ verdict: "equal" });
    expect(proved(ofProject("123"), ofProject("124"))).toMatchObject({
      reason: expect.stringContaining("123 and 124"),
    });
  });

  it("may have the intended cluster, though it is not listed", () => {
    const other = [{ name: "blue", issuer: CLUSTER.replace("shop-prod", "shop-test") }];
    const trust = written({ providers: other, members: [ofProject("123")], trust: { pool: GKE } });
    expect(prove(trust as never, wanted)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("list it in providers"),
    });
  });

  it("has no members by the id of the project", () => {
    expect(proved(ofProject("shop-prod"))).toMatchObject({ verdict: "unknown" });
  });
});
