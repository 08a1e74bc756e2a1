import { describe, expect, it } from "vitest";
import type { CloudTrust, Intent } from "../../../src/verifier";
import { prove } from "../../../src/verifier";
import { variable, verdictOf } from "../../support/verdict-of";

const I = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF";
const H = I.slice(8);
const G = "https://token.actions.githubusercontent.com";
const A = "sts.amazonaws.com";
const acct = "arn:aws:iam::111122223333";
const arn = `${acct}:oidc-provider/${H}`;
const garn = `${acct}:oidc-provider/${G.slice(8)}`;
const S = "system:serviceaccount:shop:orders";
const base = { subjects: [{ issuer: I, namespace: "shop", serviceAccount: "orders" }], audience: A };
const st = (o: object = {}) => ({
  Effect: "Allow",
  Principal: { Federated: arn },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: { StringEquals: { [`${H}:aud`]: A, [`${H}:sub`]: S } },
  ...o,
});
const c = (Condition: object) => st({ Condition });
const t = (
  Statement: unknown,
  more: object = {},
  providers: object[] = [
    { arn, issuer: I, clientIds: [A] },
    { arn: garn, issuer: G, clientIds: [A] },
  ],
) => ({ cloud: "aws", assumeRolePolicy: { Version: "2012-10-17", Statement }, oidcProviders: providers, ...more });
const SE = "StringEquals",
  SL = "StringLike";
const g = (cond: object) => st({ Principal: { Federated: garn }, Condition: cond });
const gh = G.slice(8);
const cases: [string, unknown, string, object?][] = [
  ["good", t([st()]), "equal"],
  ["single object statement", t(st()), "equal"],
  ["sub list one", t([c({ [SE]: { [`${H}:aud`]: [A], [`${H}:sub`]: [S] } })]), "equal"],
  ["StringLike literal", t([c({ [SE]: { [`${H}:aud`]: A }, [SL]: { [`${H}:sub`]: S } })]), "equal"],
  ["StringLike aud literal", t([c({ [SL]: { [`${H}:aud`]: A, [`${H}:sub`]: S } })]), "equal"],
  ["no aud cond", t([c({ [SE]: { [`${H}:sub`]: S } })]), "equal"],
  ["aud list with extra not client", t([c({ [SE]: { [`${H}:aud`]: [A, "x"], [`${H}:sub`]: S } })]), "equal"],
  ["key upper", t([c({ [SE]: { [`${H.toUpperCase()}:AUD`]: A, [`${H.toUpperCase()}:SUB`]: S } })]), "equal"],
  ["no sub", t([c({ [SE]: { [`${H}:aud`]: A } })]), "over"],
  ["no condition", t([st({ Condition: undefined })]), "over"],
  ["empty condition", t([c({})]), "over"],
  ["sub *", t([c({ [SE]: { [`${H}:aud`]: A }, [SL]: { [`${H}:sub`]: "*" } })]), "over"],
  ["sub ns *", t([c({ [SE]: { [`${H}:aud`]: A }, [SL]: { [`${H}:sub`]: "system:serviceaccount:shop:*" } })]), "over"],
  [
    "sub ? ",
    t([c({ [SE]: { [`${H}:aud`]: A }, [SL]: { [`${H}:sub`]: "system:serviceaccount:shop:order?" } })]),
    "over",
  ],
  ["sub * in equals", t([c({ [SE]: { [`${H}:aud`]: A, [`${H}:sub`]: "system:serviceaccount:shop:*" } })]), "under"],
  [
    "equals AND like",
    t([c({ [SE]: { [`${H}:aud`]: A, [`${H}:sub`]: S }, [SL]: { [`${H}:sub`]: "system:serviceaccount:shop:*" } })]),
    "equal",
  ],
  [
    "like narrowing conflict",
    t([c({ [SE]: { [`${H}:sub`]: S }, [SL]: { [`${H}:sub`]: "system:serviceaccount:other:*" } })]),
    "under",
  ],
  [
    "wrong issuer key",
    t([c({ [SE]: { "oidc.eks.eu-west-1.amazonaws.com/id/FFFF:sub": S, [`${H}:aud`]: A } })]),
    "under",
  ],
  [
    "wrong issuer key IfExists",
    t([c({ StringEqualsIfExists: { "oidc.eks.eu-west-1.amazonaws.com/id/FFFF:sub": S } })]),
    "over",
  ],
  ["ForAllValues sub", t([c({ "ForAllValues:StringEquals": { [`${H}:sub`]: S } })]), "equal"],
  ["ForAnyValue sub", t([c({ "ForAnyValue:StringEquals": { [`${H}:sub`]: S } })]), "equal"],
  ["ForAnyValue aud", t([c({ "ForAnyValue:StringEquals": { [`${H}:aud`]: A }, [SE]: { [`${H}:sub`]: S } })]), "equal"],
  ["ForAllValues wrong key", t([c({ "ForAllValues:StringEquals": { "x.example:sub": S } })]), "over"],
  [
    "StringNotEquals other",
    t([c({ StringNotEquals: { [`${H}:sub`]: "system:serviceaccount:kube-system:default" } })]),
    "over",
  ],
  ["ignorecase sub", t([c({ StringEqualsIgnoreCase: { [`${H}:sub`]: S } })]), "equal"],
  ["ignorecase sub upper value", t([c({ StringEqualsIgnoreCase: { [`${H}:sub`]: S.toUpperCase() } })]), "equal"],
  ["Null sub false", t([c({ Null: { [`${H}:sub`]: "false" } })]), "over"],
  ["Null sub true", t([c({ Null: { [`${H}:sub`]: "true" } })]), "under"],
  ["Null sub false bool + eq", t([c({ Null: { [`${H}:sub`]: false }, [SE]: { [`${H}:sub`]: S } })]), "equal"],
  ["Null foreign true + eq", t([c({ Null: { "aws:TokenIssueTime": "true" }, [SE]: { [`${H}:sub`]: S } })]), "unknown"],
  ["source ip", t([c({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" }, [SE]: { [`${H}:sub`]: S } })]), "unknown"],
  ["policy var", t([c({ [SE]: { [`${H}:sub`]: variable("aws:username") } })]), "unknown"],
  ["escape an escape", t([c({ [SL]: { [`${H}:sub`]: `system:serviceaccount:shop:${variable("*")}` } })]), "under"],
  ["escape in equals", t([c({ [SE]: { [`${H}:sub`]: `system:serviceaccount:shop:${variable("*")}` } })]), "under"],
  [
    "2008 with an escape",
    {
      ...t([c({ [SL]: { [`${H}:sub`]: `system:serviceaccount:shop:${variable("*")}` } })]),
      assumeRolePolicy: {
        Version: "2008-10-17",
        Statement: [c({ [SL]: { [`${H}:sub`]: `system:serviceaccount:shop:${variable("*")}` } })],
      },
    },
    "unknown",
  ],
  ["no version", { ...t([]), assumeRolePolicy: { Statement: [st()] } }, "equal"],
  ["action list", t([st({ Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"] })]), "equal"],
  ["action star", t([st({ Action: "sts:*" })]), "equal"],
  ["action *", t([st({ Action: "*" })]), "unknown"],
  ["action case", t([st({ Action: "STS:assumerolewithwebidentity" })]), "equal"],
  ["action AssumeRole", t([st({ Action: "sts:AssumeRole" })]), "under"],
  ["action SAML only", t([st({ Action: "sts:AssumeRoleWithSAML" })]), "under"],
  ["action pattern", t([st({ Action: "sts:AssumeRoleWith*" })]), "equal"],
  ["action ?", t([st({ Action: "sts:AssumeRoleWithWebIdentit?" })]), "equal"],
  ["notaction", t([st({ Action: undefined, NotAction: "sts:AssumeRole" })]), "equal"],
  ["notaction web", t([st({ Action: undefined, NotAction: "sts:AssumeRoleWithWebIdentity" })]), "under"],
  ["principal *", t([st({ Principal: "*" })]), "over"],
  ["principal AWS *", t([st({ Principal: { AWS: "*" } })]), "over"],
  [
    "principal AWS * list",
    t([
      st(),
      st({ Principal: { AWS: ["*"] }, Action: "sts:AssumeRole", Condition: { [SE]: { "aws:PrincipalOrgID": "o-1" } } }),
    ]),
    "over",
  ],
  [
    "principal * no AssumeRole but web",
    t([st({ Principal: "*", Condition: { [SE]: { [`${H}:sub`]: S, [`${H}:aud`]: A } } })]),
    "over",
  ],
  ["federated *", t([st({ Principal: { Federated: "*" } })]), "unknown"],
  ["two providers", t([st({ Principal: { Federated: [arn, garn] } })]), "equal"],
  [
    "two providers IfExists",
    t([st({ Principal: { Federated: [arn, garn] }, Condition: { StringEqualsIfExists: { [`${H}:sub`]: S } } })]),
    "over",
  ],
  [
    "service ec2",
    t([st(), { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }]),
    "over",
  ],
  [
    "service pods",
    t([
      st(),
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      },
    ]),
    "over",
  ],
  ["root", t([st(), { Effect: "Allow", Principal: { AWS: `${acct}:root` }, Action: "sts:AssumeRole" }]), "over"],
  [
    "root as number denied",
    t([
      st(),
      { Effect: "Allow", Principal: { AWS: "111122223333" }, Action: "sts:AssumeRole" },
      { Effect: "Deny", Principal: { AWS: `${acct}:root` }, Action: "sts:AssumeRole" },
    ]),
    "equal",
  ],
  [
    "role denied by account",
    t([
      st(),
      { Effect: "Allow", Principal: { AWS: `${acct}:role/x` }, Action: "sts:AssumeRole" },
      { Effect: "Deny", Principal: { AWS: `${acct}:root` }, Action: "sts:*" },
    ]),
    "equal",
  ],
  [
    "role of other account",
    t([
      st(),
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::999999999999:role/x" }, Action: "sts:AssumeRole" },
      { Effect: "Deny", Principal: { AWS: `${acct}:root` }, Action: "sts:*" },
    ]),
    "over",
  ],
  [
    "deny with condition",
    t([
      st(),
      { Effect: "Allow", Principal: { AWS: `${acct}:role/x` }, Action: "sts:AssumeRole" },
      {
        Effect: "Deny",
        Principal: { AWS: `${acct}:role/x` },
        Action: "sts:AssumeRole",
        Condition: { Bool: { "aws:x": "true" } },
      },
    ]),
    "over",
  ],
  [
    "saml",
    t([
      st(),
      {
        Effect: "Allow",
        Principal: { Federated: `${acct}:saml-provider/x` },
        Action: "sts:AssumeRoleWithSAML",
        Condition: { [SE]: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
      },
    ]),
    "over",
  ],
  [
    "cognito",
    t([
      st(),
      {
        Effect: "Allow",
        Principal: { Federated: "cognito-identity.amazonaws.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
      },
    ]),
    "over",
  ],
  [
    "google builtin",
    t([
      st(),
      {
        Effect: "Allow",
        Principal: { Federated: "accounts.google.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { [SE]: { "accounts.google.com:sub": "1" } },
      },
    ]),
    "over",
  ],
  [
    "canonical",
    t([st(), { Effect: "Allow", Principal: { CanonicalUser: "a".repeat(64) }, Action: "sts:AssumeRole" }]),
    "over",
  ],
  ["github", t([st(), g({ [SE]: { [`${gh}:sub`]: "repo:o/r:ref:refs/heads/main", [`${gh}:aud`]: A } })]), "over"],
  ["github aud only wildcard", t([st(), g({ [SL]: { [`${gh}:sub`]: "repo:o/*" } })]), "over"],
  ["github unsat", t([st(), g({ [SE]: { [`${gh}:aud`]: "nobody" } })]), "unknown"],
  ["github sub absent", t([st(), g({ Null: { [`${gh}:sub`]: "true" } })]), "equal"],
  ["github custom claim", t([st(), g({ [SE]: { [`${gh}:repository`]: "o/r" } })]), "over"],
  [
    "iss under ForAllValues, as a module for GitHub has it, is no key",
    t([
      st(),
      g({
        "ForAllValues:StringEquals": { [`${gh}:iss`]: `http://${gh}`, [`${gh}:aud`]: A },
        [SL]: { [`${gh}:sub`]: "repo:o/r" },
      }),
    ]),
    "equal",
    { ...base, others: { aws: { subjects: [{ issuer: G, subject: "repo:o/r" }] } } },
  ],
  ["iss of the cluster is no key", t([c({ [SE]: { [`${H}:iss`]: I, [`${H}:sub`]: S } })]), "under"],
  [
    "iss of the cluster is no key to deny by",
    t([st(), { ...c({ [SE]: { [`${H}:iss`]: I } }), Effect: "Deny" }]),
    "equal",
  ],
  ["github custom claim IfExists", t([st(), g({ StringEqualsIfExists: { [`${gh}:repository`]: "o/r" } })]), "over"],
  [
    "unlisted provider",
    t([
      st(),
      st({
        Principal: { Federated: `${acct}:oidc-provider/other.example` },
        Condition: { [SE]: { "other.example:sub": S } },
      }),
    ]),
    "unknown",
  ],
  ["provider other account", t([st()], { roleArn: "arn:aws:iam::999999999999:role/x" }), "under"],
  ["provider same account", t([st()], { roleArn: `${acct}:role/x` }), "equal"],
  ["provider partition", t([st()], { roleArn: "arn:aws-cn:iam::111122223333:role/x" }), "under"],
  ["provider wildcard", t([st({ Principal: { Federated: `${acct}:oidc-provider/*` } })]), "under"],
  ["deny all", t([st(), { Effect: "Deny", Principal: "*", Action: "sts:*" }]), "under"],
  [
    "deny others",
    t([
      c({ [SL]: { [`${H}:sub`]: "system:serviceaccount:shop:*" } }),
      {
        Effect: "Deny",
        Principal: { Federated: arn },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringNotEquals: { [`${H}:sub`]: S } },
      },
    ]),
    "equal",
  ],
  [
    "deny others StringNotLike",
    t([
      c({ [SL]: { [`${H}:sub`]: "system:serviceaccount:shop:*" } }),
      {
        Effect: "Deny",
        Principal: { Federated: arn },
        Action: "sts:*",
        Condition: { StringNotLike: { [`${H}:sub`]: [S] } },
      },
    ]),
    "equal",
  ],
  [
    "deny by aud",
    t([
      st(),
      {
        Effect: "Deny",
        Principal: { Federated: arn },
        Action: "sts:*",
        Condition: { StringNotEquals: { [`${H}:aud`]: A } },
      },
    ]),
    "equal",
  ],
  [
    "deny other aud two client ids",
    t(
      [
        c({ [SE]: { [`${H}:sub`]: S } }),
        {
          Effect: "Deny",
          Principal: { Federated: arn },
          Action: "sts:*",
          Condition: { StringNotEquals: { [`${H}:aud`]: A } },
        },
      ],
      {},
      [{ arn, issuer: I, clientIds: [A, "b"] }],
    ),
    "equal",
  ],
  ["two client ids, aud pinned", t([st()], {}, [{ arn, issuer: I, clientIds: [A, "b"] }]), "equal"],
  [
    "two client ids, no aud",
    t([c({ [SE]: { [`${H}:sub`]: S } })], {}, [{ arn, issuer: I, clientIds: [A, "b"] }]),
    "over",
  ],
  ["client id absent", t([st()], {}, [{ arn, issuer: I, clientIds: ["b"] }]), "under"],
  ["no providers", t([st()], {}, []), "unknown"],
  ["scheme-less provider", t([st()], {}, [{ arn, issuer: H, clientIds: [A] }]), "equal"],
  ["http provider", t([st()], {}, [{ arn, issuer: `http://${H}`, clientIds: [A] }]), "fault"],
  ["trailing slash provider", t([st()], {}, [{ arn: `${arn}/`, issuer: `${I}/`, clientIds: [A] }]), "unknown"],
  ["JSON text", { ...t([]), assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [st()] }) }, "equal"],
  [
    "JSON text dup Condition",
    {
      ...t([]),
      assumeRolePolicy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"${arn}"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{},"Condition":{"StringEquals":{"${H}:sub":"${S}"}}}]}`,
    },
    "fault",
  ],
  [
    "JSON text dup key",
    {
      ...t([]),
      assumeRolePolicy: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"${arn}"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"${H}:sub":"x","${H}:sub":"${S}"}}}]}`,
    },
    "fault",
  ],
  [
    "url-encoded text",
    { ...t([]), assumeRolePolicy: encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement: [st()] })) },
    "equal",
  ],
  ["Resource", t([st({ Resource: "*" })]), "fault"],
  ["Conditions misspelt", t([st({ Condition: undefined, Conditions: {} })]), "fault"],
  ["lowercase effect", t([st({ Effect: "allow" })]), "fault"],
  ["Sid null", t([st({ Sid: null })]), "equal"],
  ["sub that is itself", t([c({ [SE]: { [`${H}:aud`]: A, [`${H}:sub`]: `\${${H}:sub}` } })]), "over"],
  [
    "sub that is the listed one or itself",
    t([c({ [SL]: { [`${H}:sub`]: [S, `\${${H.toUpperCase()}:Sub}`] } })]),
    "over",
  ],
  ["sub that is not itself", t([c({ StringNotEquals: { [`${H}:sub`]: `\${${H}:sub}` } })]), "unknown"],
  ["sub that is another claim", t([c({ [SE]: { [`${H}:sub`]: `\${${H}:aud}` } })]), "unknown"],
  ["Sid number", t([st({ Sid: 5 })]), "fault"],
  ["Sid list", t([st({ Sid: ["a"] })]), "fault"],
  [
    "federated * by SAML",
    t([st(), { Effect: "Allow", Principal: { Federated: "*" }, Action: "sts:AssumeRoleWithSAML" }]),
    "unknown",
  ],
  ["Condition null", t([st({ Condition: null })]), "fault"],
  ["Id", { ...t([]), assumeRolePolicy: { Version: "2012-10-17", Id: "x", Statement: [st()] } }, "equal"],
  ["version 2013", { ...t([]), assumeRolePolicy: { Version: "2013-01-01", Statement: [st()] } }, "fault"],
  [
    "azp/google key amr",
    t([c({ [SE]: { [`${H}:sub`]: S }, "ForAnyValue:StringLike": { [`${H}:amr`]: "x" } })]),
    "under",
  ],
  ["sub with tab", t([c({ [SE]: { [`${H}:sub`]: `${S}\t` } })]), "under"],
  ["sub CR pattern", t([c({ [SL]: { [`${H}:sub`]: `${S}*` } })]), "over"],
  [
    "intended ns pattern",
    t([c({ [SE]: { [`${H}:aud`]: A }, [SL]: { [`${H}:sub`]: "system:serviceaccount:shop:*" } })]),
    "equal",
    { ...base, subjects: [], namespaces: [{ issuer: I, namespace: "shop" }] },
  ],
  [
    "ns pattern **",
    t([c({ [SL]: { [`${H}:sub`]: "system:serviceaccount:shop:**" } })]),
    "equal",
    { ...base, subjects: [], namespaces: [{ issuer: I, namespace: "shop" }] },
  ],
  [
    "ns pattern without colon",
    t([c({ [SL]: { [`${H}:sub`]: "system:serviceaccount:shop*" } })]),
    "over",
    { ...base, subjects: [], namespaces: [{ issuer: I, namespace: "shop" }] },
  ],
  [
    "ns with exclusion",
    t([
      c({
        [SL]: { [`${H}:sub`]: "system:serviceaccount:shop:*" },
        StringNotEquals: { [`${H}:sub`]: "system:serviceaccount:shop:default" },
      }),
    ]),
    "under",
    { ...base, subjects: [], namespaces: [{ issuer: I, namespace: "shop" }] },
  ],
  [
    "named keda",
    t([st(), { Effect: "Allow", Principal: { AWS: `${acct}:role/keda` }, Action: "sts:AssumeRole" }]),
    "equal",
    { ...base, others: { aws: { principals: [{ principal: `${acct}:role/keda` }] } } },
  ],
  [
    "named keda w condition",
    t([
      st(),
      {
        Effect: "Allow",
        Principal: { AWS: `${acct}:role/keda` },
        Action: "sts:AssumeRole",
        Condition: { [SE]: { "sts:ExternalId": "1" } },
      },
    ]),
    "over",
    { ...base, others: { aws: { principals: [{ principal: `${acct}:role/keda` }] } } },
  ],
  [
    "named keda but all roles",
    t([
      st(),
      { Effect: "Allow", Principal: { AWS: [`${acct}:role/keda`, `${acct}:role/b`] }, Action: "sts:AssumeRole" },
    ]),
    "over",
    { ...base, others: { aws: { principals: [{ principal: `${acct}:role/keda` }] } } },
  ],
  [
    "named github",
    t([st(), g({ [SE]: { [`${gh}:sub`]: "repo:o/r:ref:refs/heads/main", [`${gh}:aud`]: A } })]),
    "equal",
    { ...base, others: { aws: { subjects: [{ issuer: G, subject: "repo:o/r:ref:refs/heads/main" }] } } },
  ],
  [
    "named github own aud",
    t([st(), g({ [SE]: { [`${gh}:sub`]: "repo:o/r", [`${gh}:aud`]: "own" } })], {}, [
      { arn, issuer: I, clientIds: [A] },
      { arn: garn, issuer: G, clientIds: ["own"] },
    ]),
    "equal",
    { ...base, others: { aws: { subjects: [{ issuer: G, subject: "repo:o/r", audience: "own" }] } } },
  ],
  [
    "wildcard role principal",
    t([st(), { Effect: "Allow", Principal: { AWS: `${acct}:role/*` }, Action: "sts:AssumeRole" }]),
    "over",
  ],
  [
    "AROA id principal",
    t([st(), { Effect: "Allow", Principal: { AWS: "AROAEXAMPLE123" }, Action: "sts:AssumeRole" }]),
    "over",
  ],
  ["TagSession for anyone", t([st(), { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:TagSession" }]), "equal"],
  [
    "SetSourceIdentity anyone",
    t([st(), { Effect: "Allow", Principal: "*", Action: "sts:SetSourceIdentity" }]),
    "equal",
  ],
  [
    "s3 action",
    t([st(), { Effect: "Allow", Principal: { AWS: `${acct}:role/x` }, Action: "s3:GetObject" }]),
    "unknown",
  ],
  ["unicode ns", t([c({ [SE]: { [`${H}:sub`]: "system:serviceaccount:shop:ordérs" } })]), "under"],
  ["principal key lower", t([st({ Principal: { federated: arn } })]), "unknown"],
  [
    "intended aud two",
    t([c({ [SE]: { [`${H}:aud`]: [A, "b"], [`${H}:sub`]: S } })], {}, [{ arn, issuer: I, clientIds: [A, "b"] }]),
    "equal",
    { ...base, audience: [A, "b"] },
  ],
  [
    "intended aud two but one",
    t([st()], {}, [{ arn, issuer: I, clientIds: [A, "b"] }]),
    "under",
    { ...base, audience: [A, "b"] },
  ],
  [
    "github branches with numeric org custom sub",
    t([st(), g({ [SL]: { [`${gh}:sub`]: ["repo:o/r:*"] }, [SE]: { [`${gh}:aud`]: A } })]),
    "over",
  ],
  ["aws:FederatedProvider", t([c({ [SE]: { [`${H}:sub`]: S, "aws:FederatedProvider": arn } })]), "unknown"],
  ["sts:RoleSessionName", t([c({ [SE]: { [`${H}:sub`]: S }, [SL]: { "sts:RoleSessionName": "*" } })]), "unknown"],
  ["aws:RequestTag", t([c({ [SE]: { [`${H}:sub`]: S, "aws:RequestTag/x": "1" } })]), "unknown"],
  ["aws:PrincipalTag absent", t([c({ [SE]: { [`${H}:sub`]: S, "aws:PrincipalTag/x": "1" } })]), "under"],
  [
    "deny SourceVpc",
    t([
      st(),
      {
        Effect: "Deny",
        Principal: { Federated: arn },
        Action: "sts:*",
        Condition: { StringNotEquals: { "aws:SourceVpc": "v" } },
      },
    ]),
    "unknown",
  ],
  [
    "deny only AssumeRole by ip",
    t([
      st(),
      {
        Effect: "Deny",
        Principal: { AWS: `${acct}:root` },
        Action: "sts:AssumeRole",
        Condition: { IpAddress: { "aws:SourceIp": "1.1.1.1/32" } },
      },
    ]),
    "equal",
  ],
  ["audience in array of provider dup", t([st()], {}, [{ arn, issuer: I, clientIds: [A, A] }]), "equal"],
  ["roleArn malformed", t([st()], { roleArn: "shop" }), "fault"],
  [
    "unreachable issuer",
    {
      ...t(
        [
          {
            ...st(),
            Principal: { Federated: `${acct}:oidc-provider/kubernetes.default.svc` },
            Condition: { [SE]: { "kubernetes.default.svc:sub": S } },
          },
        ],
        {},
        [
          {
            arn: `${acct}:oidc-provider/kubernetes.default.svc`,
            issuer: "https://kubernetes.default.svc",
            clientIds: [A],
          },
        ],
      ),
    },
    "under",
    { ...base, subjects: [{ ...base.subjects[0], issuer: "https://kubernetes.default.svc" }] },
  ],
];

const PATH = "https://issuer.example.com/tenant//blue/";
const withKeys = (prefix: string, arnPath = PATH.slice(8)): [unknown, object] => {
  const provider = { arn: `${acct}:oidc-provider/${PATH.slice(8)}`, issuer: PATH, clientIds: [A] };
  const statement = {
    ...c({ [SE]: { [`${prefix}:sub`]: S, [`${prefix}:aud`]: A } }),
    Principal: { Federated: `${acct}:oidc-provider/${arnPath}` },
  };
  return [t([statement], {}, [provider]), { ...base, subjects: [{ ...base.subjects[0], issuer: PATH }] }];
};

describe("the keys of an issuer with slashes in its path", () => {
  it.each<[string, string, string[]?, string?]>([
    ["issuer.example.com/tenant//blue/", "equal"],
    ["ISSUER.example.com/tenant//BLUE/", "equal"],
    ["issuer.example.com/tenant/blue/", "under", ["A11"]],
    ["issuer.example.com/tenant//blue", "under", ["A11"]],
    ["issuer.example.com", "under", ["A11"]],
    ["//issuer.example.com/tenant//blue/", "under", ["A11"]],
    ["https://issuer.example.com/tenant//blue/", "under", ["A11"]],
    ["issuer.example.com/tenant//blue/", "under", [], "/issuer.example.com/tenant//blue/"],
  ])("that are written %s are %s", (prefix, expected, findings = [], arnPath = PATH.slice(8)) => {
    const [trust, intent] = withKeys(prefix, arnPath);
    const verdict = prove(trust as CloudTrust, intent as Intent);
    expect(verdict.verdict).toBe(expected);
    if ("findings" in verdict) expect(verdict.findings).toEqual(expect.arrayContaining(findings));
  });
});

describe("a document of users and attackers", () => {
  it.each(cases)('that is "%s" gets its verdict', (_, trust, expected, intent = base) => {
    expect(verdictOf(trust, intent)).toBe(expected);
  });
});
