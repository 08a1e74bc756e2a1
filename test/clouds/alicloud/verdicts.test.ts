import { describe, expect, it } from "vitest";
import type { CloudTrust } from "../../../src/verifier";
import { prove } from "../../../src/verifier";
import { variable, verdictOf } from "../../support/verdict-of";

const I = "https://issuer.shop.example.com/blue";
const J = "https://issuer.shop.example.com/green";
const G = "https://token.actions.githubusercontent.com";
const A = "sts.aliyuncs.com";
const ac = "acs:ram::1234567890123456";
const arn = `${ac}:oidc-provider/blue`,
  jarn = `${ac}:oidc-provider/green`,
  garn = `${ac}:oidc-provider/github`;
const S = "system:serviceaccount:shop:orders";
const base = { subjects: [{ issuer: I, namespace: "shop", serviceAccount: "orders" }], audience: A };
const C = { "oidc:iss": I, "oidc:aud": A, "oidc:sub": S };
const st = (o: object = {}) => ({
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Principal: { Federated: [arn] },
  Condition: { StringEquals: C },
  ...o,
});
const c = (Condition: object) => st({ Condition });
const all = [
  { arn, issuer: I, clientIds: [A] },
  { arn: jarn, issuer: J, clientIds: [A] },
  { arn: garn, issuer: G, clientIds: [A] },
];
const t = (Statement: unknown, more: object = {}, providers: object[] = all) => ({
  cloud: "alicloud",
  assumeRolePolicy: { Version: "1", Statement },
  oidcProviders: providers,
  ...more,
});
const SE = "StringEquals",
  SL = "StringLike";
const E = (o: object) => ({ [SE]: { ...C, ...o } });
const way = (Principal: object, o: object = {}) => ({ Effect: "Allow", Action: "sts:AssumeRole", Principal, ...o });
const ns = { ...base, subjects: [], namespaces: [{ issuer: I, namespace: "shop" }] };
const ali: [string, unknown, string, object?][] = [
  ["good", t([st()]), "equal"],
  ["single", t(st()), "equal"],
  ["lists", t([c(E({ "oidc:sub": [S], "oidc:aud": [A], "oidc:iss": [I] }))]), "equal"],
  ["no iss", t([c({ [SE]: { "oidc:aud": A, "oidc:sub": S } })]), "unknown"],
  ["no sub", t([c({ [SE]: { "oidc:aud": A, "oidc:iss": I } })]), "over"],
  ["no aud", t([c({ [SE]: { "oidc:sub": S, "oidc:iss": I } })]), "equal"],
  ["sub star equals", t([c(E({ "oidc:sub": "system:serviceaccount:shop:*" }))]), "under"],
  ["team-* in equals", t([c(E({ "oidc:sub": ["system:serviceaccount:team-*:x", S] }))]), "equal"],
  [
    "sub like ns",
    t([c({ [SE]: { "oidc:iss": I, "oidc:aud": A }, [SL]: { "oidc:sub": "system:serviceaccount:shop:*" } })]),
    "over",
  ],
  [
    "sub like any ns",
    t([c({ [SE]: { "oidc:iss": I, "oidc:aud": A }, [SL]: { "oidc:sub": "system:serviceaccount:*:orders" } })]),
    "over",
  ],
  ["iss like", t([c({ [SL]: { "oidc:iss": I }, [SE]: { "oidc:aud": A, "oidc:sub": S } })]), "unknown"],
  ["iss wrong", t([c(E({ "oidc:iss": J }))]), "under"],
  ["iss trailing slash", t([c(E({ "oidc:iss": `${I}/` }))]), "under"],
  ["two providers iss pinned", t([st({ Principal: { Federated: [arn, jarn] } })]), "equal"],
  [
    "two providers both iss",
    t([st({ Principal: { Federated: [arn, jarn] }, Condition: E({ "oidc:iss": [I, J] }) })]),
    "over",
  ],
  [
    "other cluster statement",
    t([st(), st({ Principal: { Federated: [jarn] }, Condition: E({ "oidc:iss": J }) })]),
    "over",
  ],
  [
    "github",
    t([st(), st({ Principal: { Federated: [garn] }, Condition: E({ "oidc:iss": G, "oidc:sub": "repo:o/r" }) })]),
    "over",
  ],
  ["github any", t([st(), st({ Principal: { Federated: [garn] }, Condition: { [SE]: { "oidc:iss": G } } })]), "over"],
  ["action case", t([st({ Action: "STS:ASSUMEROLE" })]), "equal"],
  ["action star", t([st({ Action: "sts:*" })]), "equal"],
  ["action * all", t([st({ Action: "*" })]), "equal"],
  ["action WithOIDC", t([st({ Action: "sts:AssumeRoleWithOIDC" })]), "under"],
  ["action list", t([st({ Action: ["sts:AssumeRole", "sts:SetSourceIdentity"] })]), "equal"],
  ["RAM root", t([st(), way({ RAM: [`${ac}:root`] })]), "over"],
  ["RAM user", t([st(), way({ RAM: `${ac}:user/x` })]), "over"],
  ["service", t([st(), way({ Service: ["ecs.aliyuncs.com"] })]), "over"],
  [
    "saml",
    t([
      st(),
      way(
        { Federated: [`${ac}:saml-provider/x`] },
        { Condition: { [SE]: { "saml:recipient": "https://signin.alibabacloud.com/saml-role/sso" } } },
      ),
    ]),
    "over",
  ],
  ["RAM *", t([st(), way({ RAM: ["*"] })]), "unknown"],
  ["principal *", t([st({ Principal: "*" })]), "unknown"],
  ["principal * extra", t([st(), way("*" as never)]), "unknown"],
  ["federated *", t([st(), st({ Principal: { Federated: ["*"] } })]), "unknown"],
  ["federated pattern", t([st(), st({ Principal: { Federated: [`${ac}:oidc-provider/*`] } })]), "unknown"],
  [
    "NotPrincipal",
    t([st(), { Effect: "Allow", Action: "sts:AssumeRole", NotPrincipal: { RAM: [`${ac}:root`] } }]),
    "over",
  ],
  ["NotAction", t([st({ Action: undefined, NotAction: "ram:*" })]), "equal"],
  ["deny all", t([st(), { Effect: "Deny", Action: "sts:AssumeRole", Principal: { Federated: [arn] } }]), "under"],
  [
    "deny ip",
    t([
      st(),
      {
        Effect: "Deny",
        Action: "sts:AssumeRole",
        Principal: { Federated: [arn] },
        Condition: { NotIpAddress: { "acs:SourceIp": "10.0.0.0/8" } },
      },
    ]),
    "unknown",
  ],
  ["ip", t([c({ ...E({}), IpAddress: { "acs:SourceIp": "10.0.0.0/8" } })]), "unknown"],
  ["mfa", t([c({ ...E({}), Bool: { "acs:MFAPresent": "true" } })]), "unknown"],
  ["IfExists", t([c({ StringEqualsIfExists: C })]), "unknown"],
  ["ForAnyValue", t([c({ ...E({}), "ForAnyValue:StringEquals": { "oidc:aud": A } })]), "unknown"],
  [
    "ignorecase sub",
    t([c({ [SE]: { "oidc:iss": I, "oidc:aud": A }, StringEqualsIgnoreCase: { "oidc:sub": S } })]),
    "equal",
  ],
  ["NotEquals", t([c({ [SE]: { "oidc:iss": I, "oidc:aud": A }, StringNotEquals: { "oidc:sub": "x" } })]), "over"],
  ["NotLike + equals", t([c({ ...E({}), StringNotLike: { "oidc:sub": "system:serviceaccount:kube-*" } })]), "equal"],
  ["NotLike refusing", t([c({ ...E({}), StringNotLike: { "oidc:sub": "system:serviceaccount:shop*" } })]), "under"],
  ["variable", t([c(E({ "oidc:sub": variable("ram:x") }))]), "unknown"],
  ["key case", t([c({ [SE]: { "OIDC:iss": I, "oidc:aud": A, "oidc:sub": S } })]), "unknown"],
  ["key oidc:amr", t([c(E({ "oidc:amr": "x" }))]), "unknown"],
  ["version 2", { ...t([]), assumeRolePolicy: { Version: "2", Statement: [st()] } }, "fault"],
  ["no version", { ...t([]), assumeRolePolicy: { Statement: [st()] } }, "fault"],
  ["Version number", { ...t([]), assumeRolePolicy: { Version: 1, Statement: [st()] } }, "fault"],
  ["json text", { ...t([]), assumeRolePolicy: JSON.stringify({ Version: "1", Statement: [st()] }) }, "equal"],
  ["two clients pinned", t([st()], {}, [{ arn, issuer: I, clientIds: [A, "b"] }]), "equal"],
  [
    "two clients no aud",
    t([c({ [SE]: { "oidc:iss": I, "oidc:sub": S } })], {}, [{ arn, issuer: I, clientIds: [A, "b"] }]),
    "over",
  ],
  ["client missing", t([st()], {}, [{ arn, issuer: I, clientIds: ["b"] }]), "under"],
  ["provider missing", t([st()], {}, []), "unknown"],
  ["role elsewhere", t([st()], { roleArn: "acs:ram::999:role/x" }), "under"],
  ["role here", t([st()], { roleArn: `${ac}:role/x` }), "equal"],
  [
    "two accounts",
    t([st()], {}, [...all, { arn: "acs:ram::999:oidc-provider/x", issuer: "https://x.example", clientIds: [A] }]),
    "fault",
  ],
  ["issuer twice", t([st()], {}, [...all, { arn: `${ac}:oidc-provider/blue2`, issuer: I, clientIds: [A] }]), "fault"],
  [
    "issuer no url",
    t([c(E({ "oidc:iss": "blue" }))], {}, [{ arn, issuer: "blue", clientIds: [A] }]),
    "under",
    { ...base, subjects: [{ ...base.subjects[0], issuer: "blue" }] },
  ],
  [
    "issuer http",
    t([c(E({ "oidc:iss": "http://issuer.shop.example.com" }))], {}, [
      { arn, issuer: "http://issuer.shop.example.com", clientIds: [A] },
    ]),
    "under",
    { ...base, subjects: [{ ...base.subjects[0], issuer: "http://issuer.shop.example.com" }] },
  ],
  [
    "ns",
    t([c({ [SE]: { "oidc:iss": I, "oidc:aud": A }, [SL]: { "oidc:sub": "system:serviceaccount:shop:*" } })]),
    "equal",
    ns,
  ],
  [
    "ns and more",
    t([
      c({
        [SE]: { "oidc:iss": I, "oidc:aud": A },
        [SL]: { "oidc:sub": ["system:serviceaccount:shop:*", "system:serviceaccount:shop-*"] },
      }),
    ]),
    "over",
    ns,
  ],
  [
    "named root",
    t([st(), way({ RAM: [`${ac}:root`] })]),
    "equal",
    { ...base, others: { alicloud: { principals: [{ principal: `${ac}:root` }] } } },
  ],
  [
    "named root missing",
    t([st()]),
    "under",
    { ...base, others: { alicloud: { principals: [{ principal: `${ac}:root` }] } } },
  ],
  [
    "named service cond",
    t([st(), way({ Service: ["cs.aliyuncs.com"] }, { Condition: { [SE]: { "acs:SourceAccount": ["1"] } } })]),
    "equal",
    {
      ...base,
      others: {
        alicloud: {
          principals: [{ principal: "cs.aliyuncs.com", conditions: { [SE]: { "acs:SourceAccount": ["1"] } } }],
        },
      },
    },
  ],
  [
    "named github",
    t([st(), st({ Principal: { Federated: [garn] }, Condition: E({ "oidc:iss": G, "oidc:sub": "repo:o/r" }) })]),
    "equal",
    { ...base, others: { alicloud: { subjects: [{ issuer: G, subject: "repo:o/r" }] } } },
  ],
  [
    "named wrong repo",
    t([st(), st({ Principal: { Federated: [garn] }, Condition: E({ "oidc:iss": G, "oidc:sub": "repo:o/r2" }) })]),
    "over",
    { ...base, others: { alicloud: { subjects: [{ issuer: G, subject: "repo:o/r" }] } } },
  ],
  [
    "deny other",
    t([
      c({ [SE]: { "oidc:iss": I, "oidc:aud": A }, [SL]: { "oidc:sub": "system:serviceaccount:shop:*" } }),
      {
        Effect: "Deny",
        Action: "sts:AssumeRole",
        Principal: { Federated: [arn] },
        Condition: { StringNotEquals: { "oidc:sub": S } },
      },
    ]),
    "equal",
  ],
  [
    "deny by iss of other",
    t([
      st(),
      {
        Effect: "Deny",
        Action: "sts:AssumeRole",
        Principal: { Federated: [arn] },
        Condition: { [SE]: { "oidc:iss": J } },
      },
    ]),
    "equal",
  ],
  [
    "deny RAM root denied",
    t([
      st(),
      way({ RAM: [`${ac}:root`] }),
      { Effect: "Deny", Action: "sts:AssumeRole", Principal: { RAM: [`${ac}:root`] } },
    ]),
    "equal",
  ],
  [
    "deny user by root",
    t([
      st(),
      way({ RAM: [`${ac}:user/x`] }),
      { Effect: "Deny", Action: "sts:AssumeRole", Principal: { RAM: [`${ac}:root`] } },
    ]),
    "unknown",
  ],
  [
    "ack own provider odd aud",
    t([c(E({ "oidc:aud": "my" }))], {}, [{ arn: `${ac}:oidc-provider/ack-rrsa-c1`, issuer: I, clientIds: ["my"] }]),
    "under",
  ],
  ["the action of the API alone", t([st({ Action: "sts:AssumeRoleWithOIDC" })]), "under"],
  [
    "the action of the API beside that of policies",
    t([st({ Action: ["sts:AssumeRole", "sts:AssumeRoleWithOIDC"] })]),
    "equal",
  ],
  [
    "another issuer by the action of the API",
    t([
      st(),
      st({ Action: "sts:AssumeRoleWithOIDC", Principal: { Federated: [garn] }, Condition: E({ "oidc:iss": G }) }),
    ]),
    "unknown",
  ],
  [
    "a Deny of the action of the API",
    t([st(), { ...st({ Action: "sts:AssumeRoleWithOIDC" }), Effect: "Deny" }]),
    "unknown",
  ],
  ["Sid", t([st({ Sid: "x" })]), "equal"],
  ["Resource", t([st({ Resource: "*" })]), "fault"],
  ["sub list 2", t([c(E({ "oidc:sub": [S, "system:serviceaccount:shop:cart"] }))]), "over"],
  ["sub list invalid extra", t([c(E({ "oidc:sub": [S, "system:serviceaccount:shop:Cart"] }))]), "equal"],
  ["sub upper like", t([c({ [SE]: { "oidc:iss": I, "oidc:aud": A }, [SL]: { "oidc:sub": "System:*" } })]), "under"],
  ["statement conflict", t([c({ [SE]: C, [SL]: { "oidc:sub": "system:serviceaccount:b:*" } })]), "under"],
  [
    "private",
    t([c(E({ "oidc:iss": "https://10.0.0.1" }))], {}, [{ arn, issuer: "https://10.0.0.1", clientIds: [A] }]),
    "under",
    { ...base, subjects: [{ ...base.subjects[0], issuer: "https://10.0.0.1" }] },
  ],
];

describe("a document of users and attackers", () => {
  it.each(ali)('that is "%s" gets its verdict', (_, trust, expected, intent = base) => {
    expect(verdictOf(trust, intent)).toBe(expected);
  });
});

describe("a condition that RAM does not document", () => {
  it.each([
    [{ "ForAnyValue:StringLike": { "oidc:sub": S } }, "write StringEquals or StringLike in its place"],
    [{ "ForAllValues:StringEquals": { "oidc:sub": S } }, "write StringEquals or StringLike in its place"],
    [{ StringEqualsIfExists: { "oidc:sub": S } }, "write StringEquals or StringLike in its place"],
    [{ "ForAnyValue:StringEquals": { "oidc:aud": A } }, "write StringEquals with the literal audience"],
    [{ StringLike: { "oidc:iss": I } }, "StringLike oidc:iss is not about issuer, subject or audience as the vendor"],
    [
      { StringEquals: { "OIDC:sub": S } },
      "StringEquals OIDC:sub is not about issuer, subject or audience as the vendor",
    ],
    [{ IpAddress: { "acs:SourceIp": "10.0.0.0/8" } }, "move it into the permissions of the identity"],
  ])("that is %j leaves the proof open, with what to write", (condition: Record<string, object>, says) => {
    const Condition = { ...condition, [SE]: { ...C, ...condition[SE] } };
    const verdict = prove(t([c(Condition)]) as CloudTrust, base);
    expect(verdict).toEqual({ verdict: "unknown", reason: expect.stringContaining(says) });
  });
});
