import { describe, expect, it } from "vitest";
import type { CloudTrust, Intent } from "../../src/verifier";
import { explain, prove } from "../../src/verifier";

const ISSUER = "https://issuer.example.com";
const GITHUB = "https://token.actions.githubusercontent.com";
const MAIN = "repo:example/shop:ref:refs/heads/main";
const SUB = "system:serviceaccount:shop:orders";
const KEDA = "arn:aws:iam::111122223333:role/keda-operator";
const POD_IDENTITY = "pods.eks.amazonaws.com";

const awsProvider = (url: string) => `arn:aws:iam::111122223333:oidc-provider/${url.slice("https://".length)}`;
const webIdentity = (url: string, sub: string) => ({
  Effect: "Allow",
  Principal: { Federated: awsProvider(url) },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: {
    StringEquals: { [`${url.slice(8)}:aud`]: "sts.amazonaws.com", [`${url.slice(8)}:sub`]: sub },
  },
});
const aws = (...more: object[]): CloudTrust => ({
  cloud: "aws",
  assumeRolePolicy: { Version: "2012-10-17", Statement: [webIdentity(ISSUER, SUB), ...more] },
  oidcProviders: [ISSUER, GITHUB].map((issuer) => ({
    arn: awsProvider(issuer),
    issuer,
    clientIds: ["sts.amazonaws.com"],
  })),
});
const keda = { Effect: "Allow", Principal: { AWS: KEDA }, Action: "sts:AssumeRole" };
const tagged = (...clusters: string[]) => ({
  Effect: "Allow",
  Principal: { Service: POD_IDENTITY },
  Action: ["sts:AssumeRole", "sts:TagSession"],
  Condition: { StringEquals: { "aws:RequestTag/eks-cluster-arn": clusters } },
});

const ram = (...more: object[]): CloudTrust => ({
  cloud: "alicloud",
  oidcProviders: [{ arn: "acs:ram::1:oidc-provider/shop", issuer: ISSUER, clientIds: ["sts.aliyuncs.com"] }],
  assumeRolePolicy: {
    Version: "1",
    Statement: [
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Federated: ["acs:ram::1:oidc-provider/shop"] },
        Condition: { StringEquals: { "oidc:iss": ISSUER, "oidc:aud": "sts.aliyuncs.com", "oidc:sub": SUB } },
      },
      ...more,
    ],
  },
});
const service = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: ["cs.aliyuncs.com"] } };

const azure = (...more: [issuer: string, subject: string][]): CloudTrust => ({
  cloud: "azure",
  federatedIdentityCredentials: [[ISSUER, SUB] as const, ...more].map(([issuer, subject], i) => ({
    name: `credential-${i}`,
    issuer,
    subject,
    audiences: ["api://AzureADTokenExchange"],
  })),
});

const pool = "projects/1/locations/global/workloadIdentityPools/shop";
const gcp = (...more: string[]): CloudTrust => ({
  cloud: "gcp",
  pool,
  providers: [
    { name: "k", issuer: ISSUER, allowedAudiences: ["aud"], attributeMapping: { "google.subject": "assertion.sub" } },
  ],
  bindings: [
    {
      role: "roles/iam.workloadIdentityUser",
      resource: "projects/-/serviceAccounts/orders@shop.iam.gserviceaccount.com",
      members: [`principal://iam.googleapis.com/${pool}/subject/${SUB}`, ...more],
    },
  ],
});

const intent = (audience: string, others?: NonNullable<Intent["others"]>): Intent => ({
  subjects: [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }],
  audience,
  ...(others === undefined ? {} : { others }),
});
const STS = "sts.amazonaws.com";
const ENTRA = "api://AzureADTokenExchange";
const MEMBER = "serviceAccount:deployer@shop.iam.gserviceaccount.com";

interface Case {
  trust: CloudTrust;
  named: Intent;
  /** The same without the other, and with one that is written otherwise. */
  unnamed: Intent;
}

const cases: Record<string, Case> = {
  "AWS: a GitHub subject": {
    trust: aws(webIdentity(GITHUB, MAIN)),
    named: intent(STS, { aws: { subjects: [{ issuer: GITHUB, subject: MAIN }] } }),
    unnamed: intent(STS, { aws: { subjects: [{ issuer: GITHUB, subject: `${MAIN}s` }] } }),
  },
  "AWS: the role of an operator": {
    trust: aws(keda),
    named: intent(STS, { aws: { principals: [{ principal: KEDA }] } }),
    unnamed: intent(STS, { aws: { principals: [{ principal: `${KEDA}-2` }] } }),
  },
  "AWS: a service with its conditions, in any order": {
    trust: aws(tagged("blue", "green")),
    named: intent(STS, {
      aws: {
        principals: [
          {
            principal: POD_IDENTITY,
            conditions: { StringEquals: { "aws:RequestTag/eks-cluster-arn": ["green", "blue"] } },
          },
        ],
      },
    }),
    unnamed: intent(STS, { aws: { principals: [{ principal: POD_IDENTITY }] } }),
  },
  "AWS: a condition whose key is in other letters": {
    trust: aws(tagged("blue")),
    named: intent(STS, {
      aws: {
        principals: [
          { principal: POD_IDENTITY, conditions: { StringEquals: { "aws:requesttag/eks-cluster-arn": ["blue"] } } },
        ],
      },
    }),
    unnamed: intent(STS, {
      aws: {
        principals: [
          { principal: POD_IDENTITY, conditions: { StringEquals: { "aws:RequestTag/eks-cluster-arn": ["Blue"] } } },
        ],
      },
    }),
  },
  "Alibaba Cloud: a RAM service": {
    trust: ram(service),
    named: intent("sts.aliyuncs.com", { alicloud: { principals: [{ principal: "cs.aliyuncs.com" }] } }),
    unnamed: intent("sts.aliyuncs.com", { alicloud: { principals: [{ principal: "ecs.aliyuncs.com" }] } }),
  },
  "Azure: a GitHub credential": {
    trust: azure([GITHUB, MAIN]),
    named: intent(ENTRA, { azure: { credentials: [{ issuer: GITHUB, subject: MAIN }] } }),
    unnamed: intent(ENTRA, { azure: { credentials: [{ issuer: GITHUB, subject: "repo:x" }] } }),
  },
  "Google Cloud: a service account": {
    trust: gcp(MEMBER),
    named: intent("aud", { gcp: { members: [MEMBER] } }),
    unnamed: intent("aud", { gcp: { members: ["user:me@example.com"] } }),
  },
};

describe.each(Object.entries(cases))("another that comes in on purpose, %s", (_, { trust, named, unnamed }) => {
  it("is no alarm where the intent names it", () => {
    expect(prove(trust, named)).toEqual({ verdict: "equal" });
  });

  it("is over where the intent names nobody, or somebody else, and the explanation says who", () => {
    const { others: _others, ...nobody } = named;
    for (const asked of [nobody, unnamed]) {
      const verdict = prove(trust, asked);
      expect(verdict.verdict).toBe("over");
      expect(explain(verdict).text).not.toContain('{"iss":""');
    }
  });
});

describe("another token that has an audience of its own", () => {
  // Google's action for GitHub asks for the name of its provider, which is the audience where none is set.
  const name = `${pool}/providers/github`;
  const withGithub = (member: string) => {
    const trust = gcp(member) as Extract<CloudTrust, { cloud: "gcp" }>;
    // Another prefix, so that neither issuer can sign what the other one's members are called.
    const attributeMapping = { "google.subject": "'github-' + assertion.sub" };
    const github = { name: "github", issuer: GITHUB, attributeMapping };
    return { ...trust, providers: [...trust.providers, github] } as CloudTrust;
  };
  const member = `principal://iam.googleapis.com/${pool}/subject/github-${MAIN}`;
  const asked = (audience?: string) =>
    intent("aud", {
      gcp: { subjects: [{ issuer: GITHUB, subject: MAIN, ...(audience === undefined ? {} : { audience }) }] },
    });

  it("is named with that audience, in either of the spellings that the cloud takes", () => {
    expect(prove(withGithub(member), asked(`https://iam.googleapis.com/${name}`))).toEqual({ verdict: "equal" });
    expect(prove(withGithub(member), asked(`//iam.googleapis.com/${name}`))).toEqual({ verdict: "equal" });
  });

  it("is an alarm with another audience than the named one, and where another subject gets in", () => {
    expect(prove(withGithub(member), asked()).verdict).toBe("over");
    expect(prove(withGithub(member), asked("https://other.example.com")).verdict).toBe("over");
    const everybody = withGithub(`principalSet://iam.googleapis.com/${pool}/*`);
    expect(prove(everybody, asked(`https://iam.googleapis.com/${name}`)).verdict).toBe("over");
  });
});

describe("a verdict about somebody of an issuer that the intent names others of", () => {
  const text = (trust: CloudTrust, subject: string) =>
    explain(prove(trust, intent(STS, { aws: { subjects: [{ issuer: GITHUB, subject }] } }))).text;

  it("names the subject, and never takes it for a ServiceAccount", () => {
    const github = aws(webIdentity(GITHUB, MAIN));
    expect(text(github, "repo:example/shop")).toContain(`subject "${MAIN}" of "${GITHUB}" is admitted`);
    expect(text(aws(), MAIN)).toContain(`subject "${MAIN}" of "${GITHUB}" with audience "${STS}" is refused`);
    expect(explain(prove(github, intent(STS))).text).toContain(`tokens of issuer "${GITHUB}" are admitted`);
  });
});

describe("the others of an intent", () => {
  it("are missed where the trust refuses them", () => {
    expect(prove(aws(), intent(STS, { aws: { principals: [{ principal: KEDA }] } }))).toMatchObject({
      verdict: "under",
      otherWay: `AWS ${KEDA}`,
    });
    expect(prove(azure(), cases["Azure: a GitHub credential"]!.named)).toMatchObject({
      verdict: "under",
      token: { iss: GITHUB, sub: MAIN },
    });
  });

  it("are refused with a code where they are of another shape, or the cloud knows none", () => {
    const code = (trust: CloudTrust, others: object) => {
      try {
        return prove(trust, { ...intent(STS), others } as Intent).verdict;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(code(aws(), { aws: { principals: [KEDA] } })).toBe("intent-others-invalid");
    expect(code(azure(), { azure: [] })).toBe("intent-others-invalid");
    const huawei = {
      cloud: "huawei",
      identityProvider: { id: "a", issuer: ISSUER, clientId: "shop-prod" },
      rules: [],
      group: "g",
    };
    expect(code(huawei as CloudTrust, { huawei: { subjects: [MAIN] } })).toBe("intent-others-invalid");
  });
});
