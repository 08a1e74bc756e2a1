import { describe, expect, it } from "vitest";
import { verdictOf } from "../../support/verdict-of";

const I = "https://issuer.shop.example.com/blue";
const J = "https://issuer.shop.example.com/green";
const G = "https://token.actions.githubusercontent.com";
const S = "system:serviceaccount:shop:orders";
const base = { subjects: [{ issuer: I, namespace: "shop", serviceAccount: "orders" }] };
const SE = "StringEquals",
  SL = "StringLike";
const hu = "iam::123456789012";
const urn = `${hu}:oidcProvider:blue`,
  jurn = `${hu}:oidcProvider:green`;
const hA = "cce-blue";
const hb = { subjects: base.subjects, audience: hA };
const HC = { "oidc:iss": [I], "oidc:aud": [hA], "oidc:sub": [S] };
const hs = (o: object = {}) => ({
  Effect: "Allow",
  Action: ["sts:agencies:assumeWithOIDC"],
  Principal: { Federated: [urn] },
  Condition: { StringEquals: HC },
  ...o,
});
const hp = [
  { urn, issuer: I, clientIds: [hA] },
  { urn: jurn, issuer: J, clientIds: [hA] },
];
const ht = (Statement: unknown, providers: object[] = hp) => ({
  cloud: "huawei",
  trustPolicy: { Version: "5.0", Statement },
  oidcProviders: providers,
});
const hc = (Condition: object) => hs({ Condition });
const hw = (Principal: object, Action: unknown = ["sts:agencies:assume"], o: object = {}) => ({
  Effect: "Allow",
  Action,
  Principal,
  ...o,
});
const agency: [string, unknown, string, object?][] = [
  ["good", ht([hs()]), "equal"],
  [
    "texts",
    ht([
      hs({
        Action: "sts:agencies:assumeWithOIDC",
        Principal: { Federated: urn },
        Condition: { [SE]: { "oidc:iss": I, "oidc:aud": hA, "oidc:sub": S } },
      }),
    ]),
    "equal",
  ],
  ["no sub", ht([hc({ [SE]: { "oidc:iss": [I], "oidc:aud": [hA] } })]), "over"],
  ["no iss", ht([hc({ [SE]: { "oidc:sub": [S], "oidc:aud": [hA] } })]), "equal"],
  ["no aud", ht([hc({ [SE]: { "oidc:sub": [S], "oidc:iss": [I] } })]), "equal"],
  [
    "match ns",
    ht([
      hc({
        [SE]: { "oidc:iss": [I], "oidc:aud": [hA] },
        StringMatch: { "oidc:sub": ["system:serviceaccount:shop:*"] },
      }),
    ]),
    "over",
  ],
  [
    "like ns",
    ht([hc({ [SE]: { "oidc:iss": [I], "oidc:aud": [hA] }, [SL]: { "oidc:sub": ["system:serviceaccount:shop:*"] } })]),
    "over",
  ],
  [
    "match ns intended",
    ht([
      hc({
        [SE]: { "oidc:iss": [I], "oidc:aud": [hA] },
        StringMatch: { "oidc:sub": ["system:serviceaccount:shop:*"] },
      }),
    ]),
    "equal",
    { subjects: [], namespaces: [{ issuer: I, namespace: "shop" }], audience: hA },
  ],
  ["star equals", ht([hc({ [SE]: { ...HC, "oidc:sub": ["system:serviceaccount:shop:*"] } })]), "under"],
  ["two providers pinned", ht([hs({ Principal: { Federated: [urn, jurn] } })]), "equal"],
  [
    "two providers no iss",
    ht([hs({ Principal: { Federated: [urn, jurn] }, Condition: { [SE]: { "oidc:aud": [hA], "oidc:sub": [S] } } })]),
    "over",
  ],
  ["IAM root", ht([hs(), hw({ IAM: ["123456789012"] })]), "over"],
  ["IAM urn", ht([hs(), hw({ IAM: [`${hu}:root`] })]), "over"],
  ["service", ht([hs(), hw({ Service: ["service.ECS"] })]), "over"],
  ["saml", ht([hs(), hw({ Federated: [`${hu}:samlProvider:x`] }, ["sts:agencies:assumeWithSAML"])]), "over"],
  ["saml star", ht([hs(), hw({ Federated: [`${hu}:samlProvider:x`] }, ["sts:agencies:*"])]), "over"],
  ["saml sts*", ht([hs(), hw({ Federated: [`${hu}:samlProvider:x`] }, "sts:*:*")]), "over"],
  ["saml by case", ht([hs(), hw({ Federated: [`${hu}:samlProvider:x`] }, ["sts:agencies:assumewithsaml"])]), "over"],
  ["IAM *", ht([hs(), hw({ IAM: ["*"] })]), "unknown"],
  ["principal *", ht([hs(), hw("*" as never)]), "unknown"],
  ["fed *", ht([hs(), hs({ Principal: { Federated: ["*"] } })]), "unknown"],
  ["action assume only", ht([hs({ Action: ["sts:agencies:assume"] })]), "under"],
  ["action *", ht([hs({ Action: ["*"] })]), "equal"],
  ["action case", ht([hs({ Action: ["STS:agencies:assumeWithOIDC"] })]), "unknown"],
  ["tag session", ht([hs({ Action: ["sts:agencies:assumeWithOIDC", "sts::tagSession"] })]), "equal"],
  ["tag anyone", ht([hs(), hw({ IAM: ["123456789012"] }, ["sts::tagSession"])]), "equal"],
  [
    "NotPrincipal",
    ht([hs(), { Effect: "Allow", Action: "sts:agencies:assume", NotPrincipal: { IAM: ["x"] } }]),
    "over",
  ],
  ["NotAction", ht([hs({ Action: undefined, NotAction: ["iam:*:*"] })]), "equal"],
  ["amr", ht([hc({ [SE]: { ...HC, "oidc:amr": ["x"] } })]), "unknown"],
  ["g: key", ht([hc({ [SE]: { ...HC, "g:SourceIp": ["x"] } })]), "unknown"],
  ["IfExists", ht([hc({ StringEqualsIfExists: HC })]), "unknown"],
  ["ForAny", ht([hc({ "ForAnyValue:StringEquals": HC })]), "unknown"],
  ["ForAll", ht([hc({ "ForAllValues:StringEquals": HC })]), "unknown"],
  [
    "ignorecase",
    ht([hc({ [SE]: { "oidc:iss": [I], "oidc:aud": [hA] }, StringEqualsIgnoreCase: { "oidc:sub": [S] } })]),
    "equal",
  ],
  ["Null", ht([hc({ [SE]: HC, Null: { "oidc:sub": ["false"] } })]), "unknown"],
  [
    "deny",
    ht([hs(), { Effect: "Deny", Action: ["sts:agencies:assumeWithOIDC"], Principal: { Federated: [urn] } }]),
    "under",
  ],
  ["version 1.1", { ...ht([]), trustPolicy: { Version: "1.1", Statement: [hs()] } }, "fault"],
  ["json", { ...ht([]), trustPolicy: JSON.stringify({ Version: "5.0", Statement: [hs()] }) }, "equal"],
  [
    "private issuer",
    ht(
      [hc({ [SE]: { ...HC, "oidc:iss": ["https://kubernetes.default.svc.cluster.local"] } })],
      [{ urn, issuer: "https://kubernetes.default.svc.cluster.local", clientIds: [hA] }],
    ),
    "unknown",
    { ...hb, subjects: [{ ...hb.subjects[0], issuer: "https://kubernetes.default.svc.cluster.local" }] },
  ],
  [
    "no url issuer",
    ht([hc({ [SE]: { ...HC, "oidc:iss": ["blue"] } })], [{ urn, issuer: "blue", clientIds: [hA] }]),
    "unknown",
    { ...hb, subjects: [{ ...hb.subjects[0], issuer: "blue" }] },
  ],
  ["client missing", ht([hs()], [{ urn, issuer: I, clientIds: ["other"] }]), "under"],
  ["provider missing", ht([hs()], []), "unknown"],
  [
    "two clients",
    ht([hc({ [SE]: { "oidc:sub": [S], "oidc:iss": [I] } })], [{ urn, issuer: I, clientIds: [hA, "other"] }]),
    "over",
  ],
  [
    "named service",
    ht([hs(), hw({ Service: ["service.ECS"] })]),
    "equal",
    { ...hb, others: { huawei: { principals: [{ principal: "service.ECS" }] } } },
  ],
  [
    "named saml",
    ht([hs(), hw({ Federated: [`${hu}:samlProvider:x`] }, ["sts:agencies:assumeWithSAML"])]),
    "equal",
    { ...hb, others: { huawei: { principals: [{ principal: `${hu}:samlProvider:x` }] } } },
  ],
];
const hr = (rules: object[], idp: object = {}, more: object = {}) => ({
  cloud: "huawei",
  identityProvider: { id: "blue", issuer: I, clientId: hA, ...idp },
  rules,
  group: "orders",
  ...more,
});
const rule = (
  remote: object[],
  local: object[] = [{ user: { name: "shop.orders" } }, { group: { name: "orders" } }],
) => ({ local, remote });
const sub = (o: object) => [{ type: "sub", ...o }];
const G1 = rule(sub({ any_one_of: [S] }));
const rx = (r: string) => hr([rule(sub({ any_one_of: [r], regex: true }))]);
const rules: [string, unknown, string, object?][] = [
  ["good", hr([G1]), "equal"],
  ["one list", hr([rule(sub({ any_one_of: [S, "system:serviceaccount:shop:cart"] }))]), "over"],
  ["present", hr([rule(sub({}))]), "over"],
  ["not any", hr([rule(sub({ not_any_of: ["x"] }))]), "over"],
  ["default rule", hr([G1, rule([{ type: "__NAMEID__" }], [{ user: { name: "FederationUser" } }])]), "equal"],
  [
    "default rule w group",
    hr([G1, rule([{ type: "__NAMEID__" }], [{ user: { name: "FederationUser" } }, { group: { name: "orders" } }])]),
    "unknown",
  ],
  ["aud claim", hr([rule([{ type: "aud", any_one_of: [hA] }])]), "unknown"],
  [
    "sub and aud",
    hr([
      rule([
        { type: "sub", any_one_of: [S] },
        { type: "aud", any_one_of: [hA] },
      ]),
    ]),
    "unknown",
  ],
  ["regex exact", rx(`^${S}$`), "equal"],
  ["regex unanchored", rx(S), "unknown"],
  ["regex dot", rx("^system:serviceaccount:shop:order.$"), "over"],
  ["regex alt anchored", rx(`^(${S}|${S})$`), "equal"],
  ["regex alt unanchored", rx(`^${S}|x$`), "unknown"],
  ["regex lookahead", rx(`^(?=s)${S}$`), "unknown"],
  ["regex backreference", rx("^(s)ystem:\\1$"), "unknown"],
  ["regex nested counters", rx(`^(${S}){1}(a{40}){0,40}$`), "unknown"],
  ["regex possessive", rx(`^${S}++$`), "unknown"],
  ["regex flag", rx(`(?i)^${S}$`), "unknown"],
  ["regex in flag", rx(`^(?i)${S}$`), "unknown"],
  ["regex \\Z", rx(`^${S}\\Z`), "unknown"],
  ["regex $ escaped", rx(`^${S}\\$`), "unknown"],
  ["regex class", rx("^system:serviceaccount:shop:[o]rders$"), "equal"],
  ["regex posix", rx("^system:serviceaccount:shop:[[:alpha:]]+$"), "unknown"],
  ["regex \\d", rx("^system:serviceaccount:shop:orders\\d*$"), "over"],
  ["regex counter", rx("^system:serviceaccount:shop:orders{1}$"), "equal"],
  ["regex bad", rx("^(system$"), "unknown"],
  ["regex empty alt", rx(`^(${S}|)$`), "equal"],
  ["regex java intersect", rx("^system:serviceaccount:shop:[a-z&&[o]]rders$"), "unknown"],
  ["regex java nested class", rx("^system:serviceaccount:shop:[o[x]]rders$"), "unknown"],
  ["regex python named", rx(`^(?P<n>${S})$`), "unknown"],
  ["regex comment", rx(`^${S}(?#x)$`), "unknown"],
  ["regex atomic", rx(`^(?>${S})$`), "unknown"],
  ["regex \\h", rx("^system:serviceaccount:shop:orders\\h*$"), "unknown"],
  ["regex \\v", rx("^system:serviceaccount:shop:orders\\v*$"), "equal"],
  [
    "group differs",
    hr([rule(sub({ any_one_of: [S] }), [{ user: { name: "u" } }, { group: { name: "other" } }])]),
    "under",
  ],
  ["no user", hr([rule(sub({ any_one_of: [S] }), [{ group: { name: "orders" } }])]), "under"],
  [
    "user by other rule",
    hr([rule(sub({ any_one_of: [S] }), [{ group: { name: "orders" } }]), rule(sub({}), [{ user: { name: "u" } }])]),
    "unknown",
  ],
  [
    "user {0}",
    hr([rule(sub({ any_one_of: [S] }), [{ user: { name: "{0}" } }, { group: { name: "orders" } }])]),
    "unknown",
  ],
  ["rules as text", { ...hr([]), rules: JSON.stringify([rule(sub({ any_one_of: [S] }))]) }, "equal"],
  ["a mapping as text", { ...hr([]), rules: JSON.stringify({ rules: [rule(sub({ any_one_of: [S] }))] }) }, "equal"],
  [
    "rules as text that name a member twice",
    {
      ...hr([]),
      rules: `[${JSON.stringify(rule(sub({ any_one_of: [S] }))).replace("{", '{"local":[{"user":{"name":"a"}}],')}]`,
    },
    "fault",
  ],
  ["text that is no rules", { ...hr([]), rules: "[" }, "fault"],
  ["groups json", hr([rule(sub({ any_one_of: [S] }), [{ user: { name: "u" } }, { groups: '["orders"]' }])]), "equal"],
  ["groups {0}", hr([rule(sub({ any_one_of: [S] }), [{ user: { name: "u" } }, { groups: "{0}" }])]), "unknown"],
  [
    "groups plain text",
    hr([rule(sub({ any_one_of: [S] }), [{ user: { name: "u" } }, { groups: "orders" }])]),
    "unknown",
  ],
  ["group all via groups", hr([G1, rule(sub({}), [{ user: { name: "x" } }, { groups: '["a","orders"]' }])]), "over"],
  [
    "same user other group",
    hr([
      G1,
      rule(sub({ any_one_of: ["system:serviceaccount:shop:cart"] }), [
        { user: { name: "shop.orders" } },
        { group: { name: "carts" } },
      ]),
    ]),
    "unknown",
  ],
  [
    "other group other user",
    hr([
      G1,
      rule(sub({ any_one_of: ["system:serviceaccount:shop:cart"] }), [
        { user: { name: "shop.cart" } },
        { group: { name: "carts" } },
      ]),
    ]),
    "equal",
  ],
  ["case sub", hr([rule(sub({ any_one_of: ["system:serviceaccount:shop:Orders"] }))]), "unknown"],
  [
    "two users in one rule",
    hr([
      rule(sub({ any_one_of: [S] }), [{ user: { name: "a" } }, { user: { name: "b" } }, { group: { name: "orders" } }]),
    ]),
    "unknown",
  ],
  [
    "user name case",
    hr([
      G1,
      rule(sub({ any_one_of: ["system:serviceaccount:shop:cart"] }), [
        { user: { name: "Shop.Orders" } },
        { group: { name: "carts" } },
      ]),
    ]),
    "unknown",
  ],
  [
    "group name case",
    hr([rule(sub({ any_one_of: [S] }), [{ user: { name: "u" } }, { group: { name: "Orders" } }])]),
    "unknown",
  ],
  [
    "user name too long",
    hr([rule(sub({ any_one_of: [S] }), [{ user: { name: "u".repeat(65) } }, { group: { name: "orders" } }])]),
    "unknown",
  ],
  [
    "group too long",
    hr([G1, rule(sub({ any_one_of: ["x"] }), [{ user: { name: "y" } }, { group: { name: "g".repeat(129) } }])]),
    "equal",
  ],
  ["short client", hr([G1], { clientId: "abc" }), "unknown", { ...hb, audience: "abc" }],
  [
    "long issuer",
    hr([G1], { issuer: `https://${"a".repeat(260)}.example` }),
    "unknown",
    { ...hb, subjects: [{ ...hb.subjects[0], issuer: `https://${"a".repeat(260)}.example` }] },
  ],
  [
    "both conditions contradict",
    hr([
      rule([
        { type: "sub", any_one_of: [S] },
        { type: "sub", not_any_of: [S] },
      ]),
    ]),
    "under",
  ],
  ["no rules", hr([]), "under"],
  ["member unknown", hr([{ ...G1, extra: 1 }]), "fault"],
  ["regex string", hr([rule(sub({ any_one_of: [S], regex: "true" }))]), "fault"],
  ["empty list", hr([rule(sub({ any_one_of: [] }))]), "fault"],
  ["11 conditions", hr([rule(Array.from({ length: 11 }, () => ({ type: "sub", any_one_of: [S] })))]), "fault"],
  ["empty signing key", hr([G1], { signingKey: "" }), "unknown", { ...hb, jwks: { keys: [] } }],
  [
    "other issuer named",
    hr([rule(sub({ any_one_of: ["repo:o/r"] }))], { issuer: G }),
    "equal",
    { subjects: [], audience: hA, others: { huawei: { subjects: [{ issuer: G, subject: "repo:o/r" }] } } },
  ],
  ["other issuer unnamed", hr([rule(sub({ any_one_of: ["repo:o/r"] }))], { issuer: G }), "over"],
];

describe("a document of users and attackers", () => {
  it.each([...agency, ...rules])('that is "%s" gets its verdict', (_, trust, expected, intent = hb) => {
    expect(verdictOf(trust, intent)).toBe(expected);
  });
});
