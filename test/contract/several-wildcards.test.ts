import { describe, expect, it } from "vitest";
import type { CloudTrust } from "../../src/verifier";
import { evaluate, prove } from "../../src/verifier";

const ISSUER = "https://issuer.example.com";
const AUDIENCE = "tokens.example";
const POOL = "projects/123456789012/locations/global/workloadIdentityPools/cluster";

/** Patterns of `sub` as people write them, none of which says one ServiceAccount. */
const PATTERNS = [
  "system:serviceaccount:*:orders*",
  "system:serviceaccount:*-prod:*-api-*",
  "system:serviceaccount:sh?p:ord*s",
  "*:*orders*",
  "*serviceaccount*shop*orders*",
];

/** A trust of each cloud by which whoever fits the pattern comes in. */
const TRUSTS: Record<string, (pattern: string) => CloudTrust> = {
  AWS: (pattern) => {
    const arn = "arn:aws:iam::111122223333:oidc-provider/issuer.example.com";
    const Condition = { StringLike: { "issuer.example.com:sub": pattern } };
    const statement = { Effect: "Allow", Principal: { Federated: arn }, Action: "sts:AssumeRoleWithWebIdentity" };
    return {
      cloud: "aws",
      assumeRolePolicy: { Version: "2012-10-17", Statement: [{ ...statement, Condition }] },
      oidcProviders: [{ arn, issuer: ISSUER, clientIds: [AUDIENCE] }],
    };
  },
  Azure: (pattern) => ({
    cloud: "azure",
    federatedIdentityCredentials: [
      {
        name: "orders",
        issuer: ISSUER,
        audiences: [AUDIENCE],
        claimsMatchingExpression: `claims['sub'] matches '${pattern}'`,
      },
    ],
  }),
  "Google Cloud": (pattern) => ({
    cloud: "gcp",
    pool: POOL,
    providers: [
      {
        name: "kubernetes",
        issuer: ISSUER,
        allowedAudiences: [AUDIENCE],
        attributeMapping: { "google.subject": "assertion.sub" },
        attributeCondition: `assertion.sub.matches('${expressionOf(pattern)}')`,
      },
    ],
    bindings: [{ role: "roles/storage.objectViewer", members: [`principalSet://iam.googleapis.com/${POOL}/*`] }],
  }),
  "Alibaba Cloud": (pattern) => {
    const arn = "acs:ram::1234567890123456:oidc-provider/shop";
    const Condition = {
      StringEquals: { "oidc:iss": ISSUER, "oidc:aud": AUDIENCE },
      StringLike: { "oidc:sub": pattern },
    };
    const statement = { Effect: "Allow", Principal: { Federated: [arn] }, Action: "sts:AssumeRole" };
    return {
      cloud: "alicloud",
      assumeRolePolicy: { Version: "1", Statement: [{ ...statement, Condition }] },
      oidcProviders: [{ arn, issuer: ISSUER, clientIds: [AUDIENCE] }],
    };
  },
  "a trust agency of Huawei Cloud": (pattern) => {
    const urn = "iam::0a:oidcProvider:shop";
    const Condition = {
      StringEquals: { "oidc:iss": [ISSUER], "oidc:aud": [AUDIENCE] },
      StringMatch: { "oidc:sub": [pattern] },
    };
    const statement = { Effect: "Allow", Principal: { Federated: [urn] }, Action: ["sts:agencies:assumeWithOIDC"] };
    return {
      cloud: "huawei",
      trustPolicy: { Version: "5.0", Statement: [{ ...statement, Condition }] },
      oidcProviders: [{ urn, issuer: ISSUER, clientIds: [AUDIENCE] }],
    };
  },
  "a user group of Huawei Cloud": (pattern) => ({
    cloud: "huawei",
    identityProvider: { id: "shop", issuer: ISSUER, clientId: AUDIENCE },
    rules: [
      {
        local: [{ user: { name: "orders" } }, { group: { name: "orders" } }],
        remote: [{ type: "sub", any_one_of: [expressionOf(pattern)], regex: true }],
      },
    ],
    group: "orders",
  }),
};

function expressionOf(pattern: string): string {
  return `^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`;
}

describe.each(Object.entries(TRUSTS))("several wildcards in one subject on %s", (_, trustOf) => {
  it.each(PATTERNS)("are decided in %s, with a ServiceAccount that nobody intends", (pattern) => {
    const subjects = [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }];
    const verdict = prove(trustOf(pattern), { subjects, audience: AUDIENCE });
    expect(verdict).toMatchObject({ verdict: "over" });
    if ("token" in verdict) expect(evaluate(trustOf(pattern), verdict.token).decision).toBe("allow");
  });
});
