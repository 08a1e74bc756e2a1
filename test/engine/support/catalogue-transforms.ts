import { TYPE } from "./types";

/** The inputs of a resource as a transform sees them once they are known. */
type Inputs = Record<string, unknown>;

/** What a transform makes of a resource that a component emits, so that its trust shows a row of the catalogue. */
export interface Transform {
  type: string;
  /** The inputs that are changed. */
  properties: string[];
  change(inputs: Inputs): Inputs;
}

/** A transform, or why none can make a component's resources show the row or be refused for it. */
export type RowOnEngine = Transform | { not: string };

const GITHUB = "https://token.actions.githubusercontent.com";
const MAIN = "repo:example/shop:ref:refs/heads/main";
const API_SERVER = "https://kubernetes.default.svc";
const sub = (names: string) => `system:serviceaccount:${names}`;

type Statement = Record<string, unknown> & { Condition: Record<string, Record<string, unknown>> };
type Edit = (statement: Statement, statements: unknown[]) => void;

/** Changes the first statement of a trust policy in a text, or adds to it. */
function policyOf(type: string, property: string, edit: Edit): Transform {
  return {
    type,
    properties: [property],
    change: (inputs) => {
      const document = JSON.parse(inputs[property] as string) as { Statement: Statement[] };
      edit(document.Statement[0]!, document.Statement);
      return { [property]: JSON.stringify(document) };
    },
  };
}

/** Moves the comparison of a key to another operator, with other values. */
function compared(statement: Statement, key: string, operator: string, values: unknown, to = key): void {
  delete statement.Condition.StringEquals![key];
  statement.Condition[operator] = { ...statement.Condition[operator], [to]: values };
}

const awsRole = (edit: Edit) => policyOf(TYPE.awsRole, "assumeRolePolicy", edit);
const AWS_NAMESPACE = "aws:RequestTag/kubernetes-namespace";
const AWS_NAME = "aws:RequestTag/kubernetes-service-account";
const awsPodIdentity = (Condition: object) =>
  awsRole((_, all) => {
    const [Principal, Action] = [{ Service: "pods.eks.amazonaws.com" }, ["sts:AssumeRole", "sts:TagSession"]];
    all.push({ Effect: "Allow", Principal, Action, Condition });
  });
const HOST = "issuer.shop.example.com";
const [AWS_SUB, AWS_AUD] = [`${HOST}:sub`, `${HOST}:aud`];
const awsArn = (host: string) => `arn:aws:iam::111122223333:oidc-provider/${host}`;
const awsToken = (issuer: string, subject: string) => ({
  Effect: "Allow",
  Principal: { Federated: awsArn(issuer.slice(8)) },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: { StringEquals: { [`${issuer.slice(8)}:aud`]: "sts.amazonaws.com", [`${issuer.slice(8)}:sub`]: subject } },
});

const AWS: Record<string, RowOnEngine> = {
  "foreign issuer": awsRole((_, all) => all.push(awsToken(GITHUB, MAIN))),
  A1: awsRole((statement) => Reflect.deleteProperty(statement, "Condition")),
  A2: awsRole(({ Condition }) => Reflect.deleteProperty(Condition.StringEquals!, AWS_SUB)),
  A3: awsRole((statement) => compared(statement, AWS_SUB, "StringLike", "system:*")),
  A4: awsRole((statement) => compared(statement, AWS_SUB, "StringLike", sub("*:orders"))),
  A5: awsRole((statement) => compared(statement, AWS_SUB, "StringLike", sub("shop:*"))),
  A6: awsRole((statement) => compared(statement, AWS_SUB, "StringLike", sub("shop:*s"))),
  A7: awsRole((statement) => compared(statement, AWS_SUB, "ForAllValues:StringEquals", "x", "other.example.com:sub")),
  A8: awsRole((statement) => compared(statement, AWS_SUB, "StringEqualsIfExists", "x", "other.example.com:sub")),
  A9: awsRole((statement) => compared(statement, AWS_SUB, "StringNotEquals", sub("shop:evil"))),
  A10: { not: "API servers sign no capital letters, so the same ServiceAccounts get in: equal" },
  A11: awsRole((statement) => compared(statement, AWS_SUB, "StringEquals", sub("shop:orders"), `https://${AWS_SUB}`)),
  A12: awsRole(({ Condition }) => Object.assign(Condition.StringEquals!, { [AWS_SUB]: sub("shop:*") })),
  A13: { not: "the registration has one audience, so the same tokens get in: equal" },
  A14: awsRole(({ Condition }) => Object.assign(Condition.StringEquals!, { [AWS_AUD]: API_SERVER })),
  A15: awsRole((statement) => {
    statement.Principal = { Federated: [awsArn(HOST), awsArn("other.example.com")] };
    compared(statement, AWS_SUB, "StringEqualsIfExists", sub("shop:orders"));
    compared(statement, AWS_AUD, "StringEqualsIfExists", "sts.amazonaws.com");
  }),
  A16: awsRole((_, all) => all.push({ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" })),
  A17: awsRole((_, all) =>
    all.push({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" }),
  ),
  A18: { not: "a token is exchanged by one action, whatever else the statement lists: equal" },
  A19: awsRole(({ Condition }) =>
    Object.assign(Condition.StringEquals!, { [AWS_SUB]: [sub("shop:old"), Condition.StringEquals![AWS_SUB]] }),
  ),
  A20: awsRole((statement) =>
    compared(statement, AWS_SUB, "StringLike", sub("$".concat("{aws:PrincipalTag/ns}:orders"))),
  ),
  A21: awsRole((statement, all) =>
    all.push({ ...statement, Principal: undefined, NotPrincipal: { Federated: awsArn("other.example.com") } }),
  ),
  A22: awsRole((statement) => Object.assign(statement, { Principal: { Federated: awsArn("*") } })),
  A23: awsRole((statement, all) =>
    all.push({ ...statement, Effect: "Deny", Condition: { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
  ),
  A24: awsRole((statement) =>
    Object.assign(statement, { Principal: { Federated: awsArn(HOST).replace("111122223333", "444455556666") } }),
  ),
  A25: { not: "the issuer is that of the registration, whose URL no transform may change" },
  A26: awsPodIdentity({}),
  A27: awsPodIdentity({ StringEquals: { [AWS_NAMESPACE]: "shop", [AWS_NAME]: "orders" } }),
  A28: awsPodIdentity({ StringEquals: { [AWS_NAMESPACE]: ["shop", "test"], [AWS_NAME]: ["orders", "cart"] } }),
  A29: awsPodIdentity({ StringEquals: { "aws:RequestTag/team": "shop" } }),
};

const credential = (changes: Inputs): Transform => ({
  type: TYPE.azureCredential,
  properties: ["issuer", "subject", "audiences"],
  change: () => changes,
});

const AZURE: Record<string, RowOnEngine> = {
  "foreign issuer": credential({ issuer: GITHUB, subject: MAIN }),
  Z1: credential({ issuer: `https://${HOST}/` }),
  Z2: credential({ subject: sub("Shop:orders") }),
  Z3: credential({ subject: sub("shop:*") }),
  Z4: credential({
    subject: undefined,
    claimsMatchingExpression: { value: `claims['sub'] matches '${sub("shop:*")}'`, languageVersion: 1 },
  }),
  Z5: credential({ issuer: "https://attacker.example.com" }),
  Z6: credential({ audiences: [API_SERVER] }),
  Z7: credential({ issuer: "https://oidc.dev.example.com" }),
  Z8: credential({ audiences: [] }),
  Z9: credential({ issuer: "https://oidc.shop.internal" }),
};

const member = (change: (member: string) => string): Transform => ({
  type: TYPE.gcpProjectMember,
  properties: ["member"],
  change: ({ member: text }) => ({ member: change(text as string) }),
});
const provider = (changes: Inputs): Transform => ({
  type: TYPE.gcpProvider,
  properties: [],
  change: () => changes,
});
const mapped = (expression: string) => provider({ attributeMapping: { "google.subject": expression } });
const conditioned = (attributeCondition: string) => provider({ attributeCondition });

const GCP: Record<string, RowOnEngine> = {
  "foreign issuer": provider({ oidc: { issuerUri: GITHUB } }),
  G1: member((text) => text.replace(/^principal:(.*)\/subject\/.*$/, "principalSet:$1/*")),
  G2: { not: "it takes a mapping of the attribute too, on another resource" },
  G3: mapped("assertion['kubernetes.io'].serviceaccount.name"),
  G4: { not: "it takes a second provider, which is no resource of the component" },
  G5: conditioned(`assertion.sub.startsWith("${sub("shop")}")`),
  G6: conditioned('assertion.sub.contains("shop")'),
  G7: conditioned("has(assertion.sub)"),
  G8: { not: "no condition is what the component emits: its members are exact" },
  G9: provider({ oidc: { issuerUri: `https://${HOST}`, allowedAudiences: [API_SERVER] } }),
  G10: mapped(`assertion.sub + "${"x".repeat(110)}"`),
  G11: mapped("assertion.none"),
  G12: conditioned("assertion.aud == 'x'"),
  G13: {
    not: "it takes an impersonation role above the account, and the component emits the grants that were asked for",
  },
  G14: { not: "clusters that share a project are no resource of the component" },
  G15: member((text) => text.replace(/[^:]*$/, "old")),
  G16: member((text) => text.replace(/^principal:(.*)\/subject\/.*$/, "principalSet:$1/attribute.namespace/shop")),
  G17: member((text) => text.replace(/\/subject\/.*$/, "/subject/ns/shop/sa/orders")),
};

const ramRole = (edit: Edit) => policyOf(TYPE.alicloudRole, "assumeRolePolicyDocument", edit);
const [RAM_ISS, RAM_SUB, RAM_AUD] = ["oidc:iss", "oidc:sub", "oidc:aud"];
const ramArn = (name: string) => `acs:ram::1234567890123456:oidc-provider/${name}`;

const ALICLOUD: Record<string, RowOnEngine> = {
  "foreign issuer": ramRole((statement, all) =>
    all.push({
      ...statement,
      Principal: { Federated: [ramArn("ci")] },
      Condition: { StringEquals: { [RAM_ISS]: GITHUB, [RAM_AUD]: "sts.aliyuncs.com", [RAM_SUB]: MAIN } },
    }),
  ),
  B1: ramRole(({ Condition }) => Reflect.deleteProperty(Condition.StringEquals!, RAM_SUB)),
  B2: ramRole((statement) => compared(statement, RAM_SUB, "StringLike", sub("*:*"))),
  B3: ramRole(({ Condition }) => Object.assign(Condition.StringEquals!, { [RAM_SUB]: sub("shop:*") })),
  B4: ramRole((statement) => {
    Object.assign(statement, { Principal: { Federated: [ramArn("shop"), ramArn("other")] } });
    Reflect.deleteProperty(statement.Condition.StringEquals!, RAM_ISS);
  }),
  B5: ramRole(({ Condition }) => Object.assign(Condition.StringEquals!, { [RAM_AUD]: API_SERVER })),
  B6: { not: "the age of tokens decides nobody's identity" },
  B7: ramRole((statement) => Object.assign(statement, { Action: "sts:AssumeRoleWithOIDC" })),
  B8: ramRole((_, all) =>
    all.push({ Effect: "Allow", Principal: { Service: ["cs.aliyuncs.com"] }, Action: "sts:AssumeRole" }),
  ),
  B9: ramRole(({ Condition }) => Object.assign(Condition.StringEquals!, { [RAM_ISS]: "https://other.example.com" })),
  B10: ramRole((statement) =>
    Object.assign(statement, { Principal: { Federated: [ramArn("shop").replace(/::\d+:/, "::9999999999999999:")] } }),
  ),
  B11: { not: "the issuer is that of the registration, whose URL no transform may change" },
  B12: ramRole(({ Condition }) =>
    Object.assign(Condition.StringEquals!, { [RAM_SUB]: [sub("shop:orders"), sub("shop:old")] }),
  ),
};

const HUAWEI = "pulumi-nodejs:dynamic/huawei:";
const [RULE, IDENTITY_PROVIDER, AGENCY] = ["ConversionRule", "IdentityProvider", "TrustAgency"].map(
  (kind) => `${HUAWEI}${kind}`,
) as [string, string, string];

type Rule = { local: object[]; remote: Record<string, unknown>[] };
const ofRule = (edit: (rule: Rule) => void): Transform => ({
  type: RULE,
  properties: ["rule"],
  change: (inputs) => {
    const rule = structuredClone(inputs.rule) as Rule;
    edit(rule);
    return { rule };
  },
});
const compares = (...remote: Record<string, unknown>[]) => ofRule((rule) => Object.assign(rule, { remote }));
const registration = (changes: Inputs): Transform => ({
  type: IDENTITY_PROVIDER,
  properties: [],
  change: () => changes,
});
const keys = (...kids: string[]) =>
  JSON.stringify({ keys: kids.map((kid) => ({ alg: "RS256", e: "AQAB", kid, kty: "RSA", n: "b3RoZXI", use: "sig" })) });

/** The old IAM: conversion rules. A rule knows no issuer: the mapping of another provider is that of another issuer. */
const HUAWEI_RULES: Record<string, RowOnEngine> = {
  "foreign issuer": { type: RULE, properties: [], change: () => ({ mappingId: "github" }) },
  H1: compares({ type: "sub" }),
  H2: compares({ type: "sub", not_any_of: [sub("shop:evil")] }),
  H5: compares({ type: "sub", any_one_of: [sub("shop:*")] }),
  H6: ofRule(({ remote }) => (remote[0]!.any_one_of as string[]).push(sub("shop:old"))),
};

/** The old IAM: the identity provider of a cluster, with its keys. */
const HUAWEI_PROVIDERS: Record<string, RowOnEngine> = {
  "foreign issuer": registration({ issuer: GITHUB }),
  H3: registration({ signingKey: keys("another") }),
  H4: { not: "the resource's own check refuses the audience before a hook is asked, which ends the program" },
  H7: registration({ signingKey: keys("retired", "new") }),
  H9: registration({ issuer: "https://other.example.com" }),
};

const agency = (edit: Edit): Transform => ({
  type: AGENCY,
  properties: ["trustPolicy"],
  change: (inputs) => {
    const trustPolicy = structuredClone(inputs.trustPolicy) as { Statement: Statement[] };
    edit(trustPolicy.Statement[0]!, trustPolicy.Statement);
    return { trustPolicy };
  },
});
const beside = (Principal: object): Transform =>
  agency((_, all) => all.push({ Effect: "Allow", Action: ["sts:agencies:assume"], Principal }));

/** IAM v5: the trust policy of an agency. */
const HUAWEI_AGENCIES: Record<string, RowOnEngine> = {
  "foreign issuer": agency((statement, all) =>
    all.push({
      ...statement,
      Principal: { Federated: ["iam::0a1b2c:oidcProvider:ci"] },
      Condition: { StringEquals: { "oidc:iss": [GITHUB], "oidc:aud": ["prod-cluster"], "oidc:sub": [MAIN] } },
    }),
  ),
  H8: beside({ Service: ["service.CCE"] }),
  H10: agency(({ Condition }) => Reflect.deleteProperty(Condition.StringEquals!, "oidc:sub")),
  H11: agency((statement) => compared(statement, "oidc:sub", "StringMatch", [sub("shop:*")])),
  H12: agency((statement) => {
    Object.assign(statement, {
      Principal: { Federated: ["iam::0a1b2c:oidcProvider:prod", "iam::0a1b2c:oidcProvider:ci"] },
    });
    Reflect.deleteProperty(statement.Condition.StringEquals!, "oidc:iss");
  }),
};

/** Every row of these clouds' catalogues, and first an issuer that nobody intends. */
export const CATALOGUE_ON_ENGINE: Record<string, Record<string, RowOnEngine>> = {
  aws: AWS,
  azure: AZURE,
  gcp: GCP,
  alicloud: ALICLOUD,
};

/** The same of Huawei Cloud, whose resources are dynamic ones: `huawei.test.ts` deploys them. */
export const HUAWEI_ON_ENGINE: Record<string, Record<string, RowOnEngine>> = {
  "user groups": HUAWEI_RULES,
  "identity providers": HUAWEI_PROVIDERS,
  "trust agencies": HUAWEI_AGENCIES,
};

/** The rows of every cloud: in the words of AWS, and where no transform can show them. */
export const COMMON_ON_ENGINE: Record<string, RowOnEngine> = {
  K1: awsRole(({ Condition }) => Object.assign(Condition.StringEquals!, { [AWS_SUB]: sub("Shop:orders") })),
  K2: awsRole(({ Condition }) => Object.assign(Condition.StringEquals!, { [AWS_SUB]: sub("shop:default") })),
  K3: awsRole((_, all) => all.push(awsToken(API_SERVER, sub("shop:orders")))),
};
