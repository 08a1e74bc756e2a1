import { describe, expect, it } from "vitest";
import type { CloudTrust, Intent } from "../../src/verifier";
import { explain, prove } from "../../src/verifier";

const ISSUER = "https://issuer.example.com";
const GITHUB = "https://token.actions.githubusercontent.com";
const MAIN = "repo:example/shop:ref:refs/heads/main";
const SUB = "system:serviceaccount:shop:orders";
const ACCOUNT = "arn:aws:iam::111122223333";
const KEDA = `${ACCOUNT}:role/ops/keda`;
const SESSION = "arn:aws:sts::111122223333:assumed-role/keda/pod";

type Conditions = Record<string, Record<string, string[]>>;
interface Statement {
  Effect?: "Allow" | "Deny";
  Principal: unknown;
  Action?: string | string[];
  Condition?: Conditions;
}
interface Named {
  principal: string;
  conditions?: Conditions;
}

const deny = (Principal: unknown, Condition?: Conditions, Action?: string): Statement => ({
  Effect: "Deny",
  Principal,
  ...(Condition === undefined ? {} : { Condition }),
  ...(Action === undefined ? {} : { Action }),
});
const when = (key: string, ...values: string[]): Conditions => ({ StringEquals: { [key]: values } });
const unless = (key: string, ...values: string[]): Conditions => ({ StringNotEquals: { [key]: values } });

const aws = (...more: Statement[]): CloudTrust => ({
  cloud: "aws",
  oidcProviders: [ISSUER, GITHUB].map((issuer) => ({
    arn: `${ACCOUNT}:oidc-provider/${issuer.slice(8)}`,
    issuer,
    clientIds: ["sts.amazonaws.com"],
  })),
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: `${ACCOUNT}:oidc-provider/issuer.example.com` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: when("issuer.example.com:sub", SUB),
      },
      ...more.map((one) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...one })),
    ],
  },
});
const ram = (...more: Statement[]): CloudTrust => ({
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
      ...more.map((one) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...one })),
    ],
  },
});
const agency = (...more: Statement[]): CloudTrust => ({
  cloud: "huawei",
  oidcProviders: [{ urn: "iam::0a:oidcProvider:shop", issuer: ISSUER, clientIds: ["shop"] }],
  trustPolicy: {
    Version: "5.0",
    Statement: [
      {
        Effect: "Allow",
        Action: ["sts:agencies:assumeWithOIDC"],
        Principal: { Federated: ["iam::0a:oidcProvider:shop"] },
        Condition: { StringEquals: { "oidc:iss": [ISSUER], "oidc:aud": ["shop"], "oidc:sub": [SUB] } },
      },
      ...more.map((one) => ({ Effect: "Allow", Action: ["sts:agencies:assume"], ...one })),
    ],
  },
});
const VERSIONS = {
  aws: [aws, "sts.amazonaws.com"],
  alicloud: [ram, "sts.aliyuncs.com"],
  huawei: [agency, "shop"],
} as const;
type Cloud = keyof typeof VERSIONS;

function proved(cloud: Cloud, named: Named, ...statements: Statement[]) {
  const [trust, audience] = VERSIONS[cloud];
  const intent: Intent = {
    subjects: [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }],
    audience,
    others: { [cloud]: { principals: [named] } },
  };
  return prove(trust(...statements), intent);
}

const keda: Statement = { Principal: { AWS: KEDA } };
const named = { principal: KEDA };
const root = { AWS: `${ACCOUNT}:root` };
const tls = { Bool: { "aws:SecureTransport": ["false"] } };
const conditions = { StringEquals: { "aws:PrincipalOrgID": ["o-1"], "sts:ExternalId": ["a", "b"] } };
const org = { ...keda, Condition: conditions };
const orgNamed = { ...named, conditions };
const anything = { ...keda, Action: "sts:*" };
const session = { Principal: { AWS: SESSION } };
const account = { Principal: { AWS: "111122223333" } };
const eks = { Principal: { Service: "pods.eks.amazonaws.com" } };
const SAML = "sts:AssumeRoleWithSAML";
const SUB_KEY = "issuer.example.com:sub";

describe("a Deny beside a principal that the intent names, on AWS", () => {
  it.each<[string, string, Statement, Statement, Named?]>([
    ["may hold", "unknown", keda, deny({ AWS: KEDA }, tls)],
    ["for everybody may hold", "unknown", keda, deny("*", tls)],
    ["for the account may hold", "unknown", keda, deny(root, tls)],
    ["for another may hold", "equal", keda, deny({ AWS: `${KEDA}-2` }, tls)],
    ["of another action may hold", "equal", keda, deny("*", tls, "sts:TagSession")],
    ["of an action that no role asks for holds", "equal", anything, deny("*", undefined, SAML)],
    ["of the only action that a role asks for holds", "under", anything, deny("*")],
    [
      "asks for a claim, which the session of a role may have",
      "unknown",
      keda,
      deny({ AWS: KEDA }, when(SUB_KEY, SUB)),
    ],
    ["asks for whoever has another claim or none", "unknown", keda, deny({ AWS: KEDA }, unless(SUB_KEY, SUB))],
    ["asks for what the Allow asks for too", "under", org, deny("*", when("aws:principalorgid", "o-1")), orgNamed],
    ["asks for less than the Allow", "under", org, deny("*", { StringLike: { "sts:ExternalId": ["?"] } }), orgNamed],
    ["asks for what the Allow rules out", "equal", org, deny("*", unless("aws:PrincipalOrgID", "o-1")), orgNamed],
    ["asks for a part of it", "unknown", org, deny("*", when("sts:ExternalId", "a")), orgNamed],
    ["is of the session's role", "under", session, deny({ AWS: KEDA }), { principal: SESSION }],
    ["is of a session of the role", "unknown", keda, deny({ AWS: SESSION })],
    ["is of a role of the account", "unknown", account, deny({ AWS: KEDA }), { principal: "111122223333" }],
    [
      "is of a service",
      "unknown",
      eks,
      deny("*", unless("aws:SourceAccount", "1")),
      { principal: eks.Principal.Service },
    ],
  ])("%s: %s", (_, verdict, allow, denied, whom = named) => {
    expect(proved("aws", whom, allow, denied).verdict).toBe(verdict);
  });

  it("takes nothing away where another Allow lets the principal in by another action", () => {
    const bySaml = { ...keda, Action: SAML };
    expect(proved("aws", named, keda, bySaml, deny("*", tls)).verdict).toBe("unknown");
    expect(proved("aws", named, bySaml, keda, deny("*", tls, SAML)).verdict).toBe("equal");
  });

  it("is named, with what to write in its place", () => {
    const { text } = explain(proved("aws", named, keda, deny("*", tls)));
    expect(text).toContain(`AWS ${KEDA}, which the intent names, may be refused by the Deny of statement 3`);
    expect(text).toContain("into the conditions of the Allow");
  });

  it("leaves a token on purpose as undecided as one of the cluster", () => {
    const github = {
      Principal: { Federated: `${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: when("token.actions.githubusercontent.com:sub", MAIN),
    };
    const asked = (...more: Statement[]) =>
      prove(aws(github, ...more), {
        subjects: [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }],
        audience: "sts.amazonaws.com",
        others: { aws: { subjects: [{ issuer: GITHUB, subject: MAIN }] } },
      }).verdict;
    const denied = (Condition: Conditions) => asked({ ...deny(github.Principal, Condition), Action: github.Action });
    expect(asked()).toBe("equal");
    expect(denied(tls)).toBe("unknown");
    expect(denied(unless("token.actions.githubusercontent.com:repository_owner", "example"))).toBe("unknown");
    expect(denied(unless("token.actions.githubusercontent.com:repository", "example/shop"))).toBe("equal");
    expect(denied(unless("token.actions.githubusercontent.com:sub", MAIN))).toBe("equal");
    expect(denied(when("token.actions.githubusercontent.com:aud", "sts.amazonaws.com"))).toBe("under");
  });
});

describe("a principal that comes in under other conditions than the intent names", () => {
  it("is told with its conditions", () => {
    const verdict = proved("aws", named, org);
    expect(explain(verdict).text).toContain(
      `by statement 2: AWS ${KEDA} under StringEquals aws:PrincipalOrgID "o-1" and StringEquals sts:ExternalId "a" or "b"`,
    );
    expect(explain(verdict).text).toContain("the intent names it under other conditions");
    expect(explain(proved("aws", { principal: `${KEDA}-2` }, keda)).text).not.toContain("under other conditions");
  });
});

describe("somebody without a token whom a statement for tokens names too", () => {
  const both = (Action: string | string[], Condition?: Conditions): Statement => ({
    Principal: { AWS: KEDA, Federated: `${ACCOUNT}:oidc-provider/issuer.example.com` },
    Action,
    Condition: { ...when("issuer.example.com:aud", "sts.amazonaws.com"), ...Condition },
  });
  const nobody: Intent = {
    subjects: [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }],
    audience: "sts.amazonaws.com",
  };

  it("does not come in by the action of tokens, but does by that of roles whatever claim is asked for", () => {
    const forTokens = { ...both("sts:AssumeRoleWithWebIdentity", when("issuer.example.com:sub", SUB)) };
    const forAll = {
      ...both(["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"], when("issuer.example.com:sub", SUB)),
    };
    expect(prove(aws(forTokens), nobody).verdict).toBe("equal");
    expect(prove(aws(forAll), nobody)).toMatchObject({ verdict: "over", otherWay: `AWS ${KEDA}` });
    expect(proved("aws", named, { ...keda, Action: forTokens.Action! })).toMatchObject({
      verdict: "under",
      otherWay: `AWS ${KEDA}`,
    });
  });

  it("comes in where a claim is asked for only of those who have it", () => {
    const Condition = { StringEqualsIfExists: { "issuer.example.com:sub": [SUB] } };
    const lenient = { ...both(["sts:AssumeRole", "sts:AssumeRoleWithWebIdentity"]), Condition };
    expect(prove(aws(lenient), nobody)).toMatchObject({ verdict: "over", otherWay: `AWS ${KEDA}` });
  });
});

const service = (name: string) => ({ Principal: { Service: [name] } });
const cs = service("cs.aliyuncs.com");
const cce = service("service.CCE");
const ops = { Principal: { RAM: ["acs:ram::1:role/ops"] } };
const user = { Principal: { IAM: ["iam::0a:user:ops"] } };
const ID = "0a1b2c3d4e5f0a1b2c3d4e5f0a1b2c3d";

describe("a Deny beside a principal that the intent names, on Alibaba Cloud and Huawei Cloud", () => {
  it.each<[Cloud, string, string, Statement, Statement]>([
    ["alicloud", "may hold", "unknown", cs, deny(cs.Principal, { Bool: { "acs:SecureTransport": ["false"] } })],
    ["alicloud", "asks for a claim", "unknown", cs, deny(cs.Principal, unless("oidc:sub", SUB))],
    ["alicloud", "holds for sure", "under", cs, deny(cs.Principal)],
    ["alicloud", "is of the account", "unknown", ops, deny({ RAM: ["acs:ram::1:root"] })],
    ["alicloud", "is of another account", "equal", ops, deny({ RAM: ["acs:ram::11:root"] })],
    ["alicloud", "may be for everybody", "unknown", cs, deny({ RAM: ["*"] })],
    ["huawei", "may hold", "unknown", cce, deny(cce.Principal, unless("g:SourceAccount", "0a"))],
    ["huawei", "holds for sure", "under", cce, deny(cce.Principal)],
    ["huawei", "is of the account", "unknown", user, deny({ IAM: ["iam::0a:root"] })],
    ["huawei", "is of another account", "equal", user, deny({ IAM: ["iam::0b:root"] })],
    ["huawei", "is by an id that may be the account's", "unknown", user, deny({ IAM: [ID] })],
  ])("%s: %s: %s", (cloud, _, verdict, allow, denied) => {
    const [[principal]] = Object.values(allow.Principal as object) as [[string]];
    expect(proved(cloud, { principal }, allow, denied).verdict).toBe(verdict);
  });
});

describe("a Deny of which no vendor says whether it is about a principal that nobody names", () => {
  it.each<[string, CloudTrust, string]>([
    ["alicloud", ram(ops, deny({ RAM: ["acs:ram::1:root"] })), "unknown"],
    ["alicloud", ram(cs, deny({ RAM: ["*"] })), "unknown"],
    ["alicloud", ram(ops, deny({ RAM: ["acs:ram::11:root"] })), "over"],
    ["huawei", agency(user, deny({ IAM: ["iam::0a:root"] })), "unknown"],
    ["huawei", agency(user, deny({ IAM: [ID] })), "unknown"],
    ["huawei", agency(user, deny({ IAM: ["iam::0a:root"] }, unless("g:SourceAccount", "0a"))), "over"],
    ["huawei", agency({ Principal: { IAM: ["iam::0a:root"] } }, deny(user.Principal)), "over"],
    ["aws", aws(keda, deny(root)), "equal"],
    ["aws", aws(account, deny({ AWS: KEDA })), "over"],
    ["aws", aws(eks, deny({ AWS: "*" })), "unknown"],
  ])("leaves it open on %s, and one that is about somebody else or a part does not", (cloud, trust, verdict) => {
    const [, audience] = VERSIONS[cloud as Cloud];
    const subjects = [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }];
    expect(prove(trust, { subjects, audience }).verdict).toBe(verdict);
  });
});
