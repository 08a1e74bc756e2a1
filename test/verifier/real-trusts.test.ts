import { describe, expect, it } from "vitest";
import type { CloudTrust, Intent } from "../../src/verifier";
import { evaluate, explain, prove } from "../../src/verifier";

/** Shapes of trusts as people write them in public: modules, guides and tools, each with what its author wanted. */

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const GITHUB = "https://token.actions.githubusercontent.com";
const TERRAFORM = "https://app.terraform.io";
const CIRCLECI = "https://oidc.circleci.com/org/0a1b2c3d";
const ROSA = "https://oidc.example.com/2abc";
const AKS =
  "https://westeurope.oic.prod-aks.azure.com/00000000-0000-0000-0000-000000000001/00000000-0000-0000-0000-000000000002/";
const ACK = "https://oidc-ack-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/c0123456789abcdef";
const [STS, TFC, ENTRA, RAM_STS] = [
  "sts.amazonaws.com",
  "aws.workload.identity",
  "api://AzureADTokenExchange",
  "sts.aliyuncs.com",
];
const ACCOUNT = "arn:aws:iam::111122223333";

const sub = (name: string) => `system:serviceaccount:${name.replace("/", ":")}`;
const host = (issuer: string) => issuer.slice("https://".length);
const arn = (issuer: string) => `${ACCOUNT}:oidc-provider/${host(issuer)}`;

type Conditions = Record<string, Record<string, string | string[]>>;
/** Conditions whose keys are claims of the issuer: `sub` for `<issuer>:sub`. */
const tokensOf = (issuer: string, conditions?: Conditions, more: object = {}) => ({
  Effect: "Allow",
  Principal: { Federated: arn(issuer) },
  Action: "sts:AssumeRoleWithWebIdentity",
  ...(conditions === undefined
    ? {}
    : {
        Condition: Object.fromEntries(
          Object.entries(conditions).map(([operator, claims]) => [
            operator,
            Object.fromEntries(Object.entries(claims).map(([claim, value]) => [`${host(issuer)}:${claim}`, value])),
          ]),
        ),
      }),
  ...more,
});
const role = (Statement: object[], clientIds: Record<string, string[]> = { [EKS]: [STS] }): CloudTrust => ({
  cloud: "aws",
  assumeRolePolicy: { Version: "2012-10-17", Statement },
  oidcProviders: Object.entries(clientIds).map(([issuer, ids]) => ({ arn: arn(issuer), issuer, clientIds: ids })),
});
const caller = (Principal: object, Action: string | string[], Condition?: object) => ({
  Effect: "Allow",
  Principal,
  Action,
  ...(Condition === undefined ? {} : { Condition }),
});

const ram = (Statement: object[], provider = "ack-rrsa-c0", issuer = ACK): CloudTrust => ({
  cloud: "alicloud",
  assumeRolePolicy: { Version: "1", Statement },
  oidcProviders: [{ arn: `acs:ram::1:oidc-provider/${provider}`, issuer, clientIds: [RAM_STS] }],
});
const rrsa = (conditions: object, provider = "ack-rrsa-c0", Action = "sts:AssumeRole") => ({
  Effect: "Allow",
  Action,
  Principal: { Federated: [`acs:ram::1:oidc-provider/${provider}`] },
  Condition: conditions,
});
const rrsaFor = (name: string) =>
  rrsa({ StringEquals: { "oidc:iss": ACK, "oidc:aud": RAM_STS, "oidc:sub": sub(name) } });

const entra = (...credentials: object[]): CloudTrust =>
  ({
    cloud: "azure",
    federatedIdentityCredentials: [{ issuer: AKS, subject: sub("shop/orders") }, ...credentials].map((one, i) => ({
      name: `credential-${i}`,
      audiences: [ENTRA],
      ...one,
    })),
  }) as CloudTrust;

const wants = (issuer: string, names: string[], audience = STS, others?: Intent["others"]): Intent => ({
  subjects: names.map((name) => {
    const [namespace = "", serviceAccount = ""] = name.split("/");
    return { issuer, namespace, serviceAccount };
  }),
  audience,
  ...(others === undefined ? {} : { others }),
});
const orders = wants(EKS, ["shop/orders"]);
const runs = (subject: string): Intent["others"] => ({ aws: { subjects: [{ issuer: TERRAFORM, subject }] } });
const production: Intent["others"] = {
  azure: { credentials: [{ issuer: GITHUB, subject: "repo:o/r:environment:production" }] },
};
const good = tokensOf(EKS, { StringEquals: { sub: sub("shop/orders"), aud: STS } });
const BOTH = ["sts:AssumeRoleWithWebIdentity", "sts:AssumeRole"];

interface Shape {
  what: string;
  trust: CloudTrust;
  intent: Intent;
  verdict: string;
  findings?: string[];
  says?: string;
}

const shapes: Shape[] = [
  {
    what: "the storage driver's controller and node by one pattern",
    trust: role([tokensOf(EKS, { StringLike: { sub: sub("kube-system/s3-csi-*"), aud: STS } })]),
    intent: wants(EKS, ["kube-system/s3-csi-driver-sa"]),
    verdict: "over",
    findings: ["A6"],
    says: "ServiceAccount kube-system/s3-csi-a of",
  },
  {
    what: "an operator whose ServiceAccount's name ends in a hash that has changed",
    trust: role([
      tokensOf(EKS, { StringEquals: { sub: sub("crossplane-system/provider-aws-e541e7d77aea"), aud: STS } }),
    ]),
    intent: wants(EKS, ["crossplane-system/provider-aws-0a1b2c3d4e5f"]),
    verdict: "over",
    findings: ["A19"],
  },
  {
    what: "a key that lacks the claim",
    trust: role([
      caller({ Federated: arn(EKS) }, "sts:AssumeRoleWithWebIdentity", {
        StringEquals: { [host(EKS)]: sub("shop/orders") },
      }),
    ]),
    intent: orders,
    verdict: "under",
    findings: ["A11"],
  },
  {
    what: "keys with the scheme of the issuer",
    trust: role([
      caller({ Federated: arn(EKS) }, "sts:AssumeRoleWithWebIdentity", {
        StringEquals: { [`${EKS}:sub`]: sub("shop/orders") },
      }),
    ]),
    intent: orders,
    verdict: "under",
    findings: ["A11"],
  },
  {
    what: "a list of both controllers, without an audience",
    trust: role([tokensOf(EKS, { StringEquals: { sub: [sub("dns/external-dns-int"), sub("dns/external-dns-ext")] } })]),
    intent: wants(EKS, ["dns/external-dns-ext", "dns/external-dns-int"]),
    verdict: "equal",
  },
  {
    what: "a role for web identity and for the nodes, without a condition",
    trust: role([caller({ Federated: arn(EKS), Service: ["ec2.amazonaws.com"] }, BOTH)]),
    intent: orders,
    verdict: "over",
    findings: ["A1", "A17", "A18"],
  },
  {
    what: "both actions for the provider alone",
    trust: role([{ ...good, Action: BOTH }]),
    intent: orders,
    verdict: "equal",
  },
  {
    what: "a role that a module lets assume itself",
    trust: role([
      good,
      caller({ AWS: "*" }, "sts:AssumeRole", { ArnLike: { "aws:PrincipalArn": `${ACCOUNT}:role/self` } }),
    ]),
    intent: orders,
    verdict: "over",
    findings: ["A16"],
    says: `anyone under ArnLike aws:PrincipalArn "${ACCOUNT}:role/self"`,
  },
  {
    what: "a provider with the audiences of OpenShift and of STS",
    trust: role([tokensOf(ROSA, { StringEquals: { sub: sub("openshift-image-registry/registry") } })], {
      [ROSA]: ["openshift", STS],
    }),
    intent: wants(ROSA, ["openshift-image-registry/registry"], "openshift"),
    verdict: "over",
    findings: ["A13"],
    says: `tokens with audience "${STS}" are admitted`,
  },
  {
    what: "all phases of all runs, where one is named",
    trust: role(
      [
        tokensOf(TERRAFORM, {
          StringEquals: { aud: TFC },
          StringLike: { sub: "organization:o:project:*:workspace:*:run_phase:*" },
        }),
      ],
      {
        [TERRAFORM]: [TFC],
      },
    ),
    intent: wants(EKS, [], TFC, runs("organization:o:project:p:workspace:w:run_phase:apply")),
    verdict: "over",
    findings: ["A6"],
    says: `of "${TERRAFORM}" is admitted, which the intent does not name`,
  },
  {
    what: "a pattern of another issuer, whom nobody names",
    trust: role([good, tokensOf(CIRCLECI, { StringLike: { sub: "org/0a1b2c3d/project/p/user/*" } })], {
      [EKS]: [STS],
      [CIRCLECI]: ["0a1b2c3d"],
    }),
    intent: orders,
    verdict: "over",
    findings: ["A17"],
    says: `tokens of issuer "${CIRCLECI}" are admitted`,
  },
  {
    what: "GitHub's subject with the ids of owner and repository",
    trust: role([tokensOf(GITHUB, { StringEquals: { sub: "repo:o@1/r@2:environment:release", aud: STS } })], {
      [GITHUB]: [STS],
    }),
    intent: wants(EKS, [], STS, {
      aws: { subjects: [{ issuer: GITHUB, subject: "repo:o@1/r@2:environment:release" }] },
    }),
    verdict: "equal",
  },
  {
    what: "a second ServiceAccount that a tool appended",
    trust: ram([rrsaFor("shop/orders"), rrsaFor("shop/billing")]),
    intent: wants(ACK, ["shop/orders"], RAM_STS),
    verdict: "over",
    findings: ["B12"],
  },
  {
    what: "the account that the console puts there, beside RRSA",
    trust: ram([caller({ RAM: ["acs:ram::1:root"] }, "sts:AssumeRole"), rrsaFor("shop/orders")]),
    intent: wants(ACK, ["shop/orders"], RAM_STS),
    verdict: "over",
    findings: ["B8"],
  },
  {
    what: "a guide's subject alone",
    trust: ram([rrsa({ StringEquals: { "oidc:sub": sub("shop/orders") } })]),
    intent: wants(ACK, ["shop/orders"], RAM_STS),
    verdict: "unknown",
    says: "RAM wants oidc:iss under StringEquals",
  },
  {
    what: "a guide's action for GitHub, without the issuer",
    trust: ram(
      [
        rrsa(
          { StringEquals: { "oidc:aud": RAM_STS }, StringLike: { "oidc:sub": "repo:o/r:*" } },
          "GitHub",
          "sts:AssumeRoleWithOIDC",
        ),
      ],
      "GitHub",
      GITHUB,
    ),
    intent: wants(ACK, [], RAM_STS, {
      alicloud: { subjects: [{ issuer: GITHUB, subject: "repo:o/r:ref:refs/heads/main" }] },
    }),
    verdict: "under",
    findings: ["B7"],
  },
  {
    what: "an issuer without its scheme",
    trust: ram(
      [rrsa({ StringEquals: { "oidc:iss": "accounts.google.com", "oidc:aud": RAM_STS, "oidc:sub": "1" } }, "Google")],
      "Google",
      "https://accounts.google.com",
    ),
    intent: wants(ACK, [], RAM_STS, {
      alicloud: { subjects: [{ issuer: "https://accounts.google.com", subject: "1" }] },
    }),
    verdict: "under",
    says: 'subject "1" of "https://accounts.google.com"',
  },
  {
    what: "an environment in other letters than the intent has",
    trust: entra({ issuer: GITHUB, subject: "repo:o/r:environment:Production" }),
    intent: wants(AKS, ["shop/orders"], ENTRA, production),
    verdict: "over",
    says: 'subject "repo:o/r:environment:Production" of',
  },
  {
    what: "an expression that takes * for one of a regular expression",
    trust: entra({
      issuer: GITHUB,
      claimsMatchingExpression: {
        value: "claims['sub'] matches 'repo:o/.*:environment:production'",
        languageVersion: 1,
      },
    }),
    intent: wants(AKS, ["shop/orders"], ENTRA, production),
    verdict: "over",
    findings: ["Z4"],
    says: 'subject "repo:o/.:environment:production" of',
  },
  {
    what: "an expression copied with the quotes of its guide",
    trust: entra({
      issuer: GITHUB,
      claimsMatchingExpression: { value: "\"claims['sub'] matches 'repo:o/r:*'.\"", languageVersion: 1 },
    }),
    intent: wants(AKS, ["shop/orders"], ENTRA),
    verdict: "unknown",
    says: "claims['sub'] eq '",
  },
  {
    what: "a slash that Terraform's author left out of an AKS issuer",
    trust: {
      cloud: "azure",
      federatedIdentityCredentials: [
        { name: "orders", issuer: AKS.slice(0, -1), subject: sub("shop/orders"), audiences: [ENTRA] },
      ],
    },
    intent: wants(AKS, ["shop/orders"], ENTRA),
    verdict: "under",
    findings: ["Z1"],
  },
];

describe("a trust of somebody else", () => {
  it.each(shapes)("that is $what is $verdict", ({ trust, intent, verdict, findings = [], says = "" }) => {
    const proved = prove(trust, intent);
    expect(proved.verdict).toBe(verdict);
    expect(explain(proved).text).toContain(says);
    if (!("token" in proved)) return;
    expect(proved.findings).toEqual(expect.arrayContaining(findings));
    if (proved.otherWay !== undefined) return;
    expect(evaluate(trust, proved.token).decision).toBe(proved.verdict === "over" ? "allow" : "deny");
  });
});
