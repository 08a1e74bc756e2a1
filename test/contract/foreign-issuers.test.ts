import { describe, expect, it } from "vitest";
import { verdictOf } from "../../src/clouds/proof";
import type { CloudTrust } from "../../src/clouds/registry";
import { clouds } from "../../src/clouds/registry";
import type { Token } from "../../src/core/token";
import type { Intent } from "../../src/core/trust-intent";
import type { Verdict } from "../../src/core/verdict";

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const FOREIGN = "https://token.actions.githubusercontent.com";
const AUDIENCE = "tokens.example";
const ORDERS = "system:serviceaccount:shop:orders";
const MAIN = "repo:example/shop:ref:refs/heads/main";
const INTENT: Intent = {
  subjects: [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }],
  audience: AUDIENCE,
};

/** Somebody of the foreign issuer, as one cloud can name them: exactly, or by a pattern where it has patterns. */
interface Foreign {
  title: string;
  /** The intended trust with that issuer beside it. */
  trust: CloudTrust;
  /** What the counterexample says beside its issuer. */
  shows: object;
}

const hostOf = (issuer: string) => issuer.slice("https://".length);

function aws(title: string, conditions: Record<string, Record<string, string>>, shows: object): Foreign {
  const arnOf = (issuer: string) => `arn:aws:iam::111122223333:oidc-provider/${hostOf(issuer)}`;
  const statement = (issuer: string, claims: Record<string, Record<string, string>>) => ({
    Effect: "Allow",
    Principal: { Federated: arnOf(issuer) },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: mapValues(claims, (values) => mapKeys(values, (claim) => `${hostOf(issuer)}:${claim}`)),
  });
  const Statement = [
    statement(ISSUER, { StringEquals: { aud: AUDIENCE, sub: ORDERS } }),
    statement(FOREIGN, { ...conditions, StringEquals: { aud: AUDIENCE, ...conditions.StringEquals } }),
  ];
  return {
    title,
    trust: {
      cloud: "aws",
      assumeRolePolicy: { Version: "2012-10-17", Statement },
      oidcProviders: [ISSUER, FOREIGN].map((issuer) => ({ arn: arnOf(issuer), issuer, clientIds: [AUDIENCE] })),
    },
    shows,
  };
}

function mapValues<From, To>(record: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function mapKeys<Value>(record: Record<string, Value>, map: (key: string) => string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [map(key), value]));
}

function alicloud(operator: string, subject: string, shows: object): Foreign {
  const arnOf = (issuer: string) => `acs:ram::1234567890123456:oidc-provider/${issuer === ISSUER ? "blue" : "ci"}`;
  const statement = (issuer: string, how: string, sub: string) => ({
    Effect: "Allow",
    Principal: { Federated: [arnOf(issuer)] },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: {
        "oidc:iss": issuer,
        "oidc:aud": AUDIENCE,
        ...(how === "StringEquals" ? { "oidc:sub": sub } : {}),
      },
      ...(how === "StringEquals" ? {} : { [how]: { "oidc:sub": sub } }),
    },
  });
  return {
    title: operator,
    trust: {
      cloud: "alicloud",
      assumeRolePolicy: {
        Version: "1",
        Statement: [statement(ISSUER, "StringEquals", ORDERS), statement(FOREIGN, operator, subject)],
      },
      oidcProviders: [ISSUER, FOREIGN].map((issuer) => ({ arn: arnOf(issuer), issuer, clientIds: [AUDIENCE] })),
    },
    shows,
  };
}

function huawei(operator: string, subject: string, shows: object): Foreign {
  const urnOf = (issuer: string) => `iam::0a1b2c:oidcProvider:${issuer === ISSUER ? "blue" : "ci"}`;
  const statement = (issuer: string, how: string, sub: string) => ({
    Effect: "Allow",
    Principal: { Federated: [urnOf(issuer)] },
    Action: ["sts:agencies:assumeWithOIDC"],
    Condition: {
      StringEquals: {
        "oidc:iss": [issuer],
        "oidc:aud": [AUDIENCE],
        ...(how === "StringEquals" ? { "oidc:sub": [sub] } : {}),
      },
      ...(how === "StringEquals" ? {} : { [how]: { "oidc:sub": [sub] } }),
    },
  });
  return {
    title: operator,
    trust: {
      cloud: "huawei",
      trustPolicy: {
        Version: "5.0",
        Statement: [statement(ISSUER, "StringEquals", ORDERS), statement(FOREIGN, operator, subject)],
      },
      oidcProviders: [ISSUER, FOREIGN].map((issuer) => ({ urn: urnOf(issuer), issuer, clientIds: [AUDIENCE] })),
    },
    shows,
  };
}

function azure(subject: object, title: string, shows: object): Foreign {
  const credential = { audiences: [AUDIENCE] };
  return {
    title,
    trust: {
      cloud: "azure",
      federatedIdentityCredentials: [
        { ...credential, name: "orders", issuer: ISSUER, subject: ORDERS },
        { ...credential, name: "ci", issuer: FOREIGN, ...subject },
      ],
    },
    shows,
  };
}

const POOL = "projects/123456789012/locations/global/workloadIdentityPools/shop";

function gcp(title: string, condition: string, shows: object): Foreign {
  const provider = { allowedAudiences: [AUDIENCE], attributeMapping: { "google.subject": "assertion.sub" } };
  return {
    title,
    trust: {
      cloud: "gcp",
      pool: POOL,
      providers: [
        { ...provider, name: "blue", issuer: ISSUER, attributeCondition: `assertion.sub == '${ORDERS}'` },
        { ...provider, name: "ci", issuer: FOREIGN, attributeCondition: condition },
      ],
      bindings: [{ role: "roles/viewer", members: [`principalSet://iam.googleapis.com/${POOL}/*`] }],
    },
    shows,
  };
}

const FOREIGNERS: Record<string, Foreign[]> = {
  aws: [
    aws("a subject", { StringEquals: { sub: MAIN } }, { sub: MAIN }),
    aws("a pattern", { StringLike: { sub: "repo:example/*" } }, { sub: "repo:example/" }),
    aws("all but one actor", { StringEquals: { sub: MAIN }, StringNotEquals: { actor: "bot" } }, { sub: MAIN }),
  ],
  azure: [
    azure({ subject: MAIN }, "a subject", { sub: MAIN }),
    azure({ claimsMatchingExpression: "claims['sub'] matches 'repo:example/*'" }, "a claims matching expression", {
      sub: "repo:example/",
    }),
  ],
  gcp: [
    gcp("a subject", `assertion.sub == '${MAIN}'`, { sub: MAIN }),
    gcp("the beginning of a subject", "assertion.sub.startsWith('repo:example/')", {}),
    gcp("the subject of an intended ServiceAccount", `assertion.sub == '${ORDERS}'`, { sub: ORDERS }),
    gcp("a pattern", "assertion.sub.endsWith(':orders')", {}),
  ],
  alicloud: [
    alicloud("StringEquals", MAIN, { sub: MAIN }),
    alicloud("StringLike", "repo:example/*", { sub: "repo:example/" }),
  ],
  huawei: [
    huawei("StringEquals", MAIN, { sub: MAIN }),
    huawei("StringMatch", "repo:example/*", { sub: "repo:example/" }),
  ],
};

describe.each(clouds.map((cloud) => ({ cloud, title: cloud.title })))(
  "an issuer that nobody intends on $title",
  ({ cloud }) => {
    it.each(FOREIGNERS[cloud.name]!)("is over by $title, with a token that the cloud admits", ({ trust, shows }) => {
      const parsed = cloud.parse(trust);
      const verdict = verdictOf(cloud, parsed, INTENT) as Extract<Verdict, { token: Token }>;
      expect(verdict).toMatchObject({ verdict: "over", token: { iss: FOREIGN, ...shows } });
      expect(cloud.evaluate(parsed, verdict.token).decision).toBe("allow");
      // Its subjects have a form of their own: they are no misspelt ServiceAccounts.
      expect(verdict).toMatchObject({ findings: expect.not.arrayContaining(["K1"]) });
    });
  },
);
