import { describe, expect, it } from "vitest";
import { awsEvaluate } from "../../../src/clouds/aws/evaluate";
import type { AwsPodIdentityAssociation, AwsTrust } from "../../../src/clouds/aws/trust";
import type { Decision } from "../../../src/core/decision";
import type { Token } from "../../../src/core/token";
import {
  AUDIENCE,
  arnOf,
  conditioned,
  ISSUER,
  KEY,
  OTHER_ISSUER,
  OTHER_KEY,
  statement,
  sub,
  token,
  trust,
} from "./good-trust";

type Answer = Decision["decision"];
type Vector = [number: number, what: string, trust: AwsTrust, token: Token, answer: Answer];

const S = `${KEY}:sub`;
const A = `${KEY}:aud`;
const NO_S = `${OTHER_KEY}:sub`;
const NO_A = `${OTHER_KEY}:aud`;
const GOOD = trust([statement()]);
const variable = (name: string) => `\${${name}}`;
const like = (pattern: string) => conditioned({ StringEquals: { [A]: AUDIENCE }, StringLike: { [S]: sub(pattern) } });
const { sub: _sub, ...withoutSub } = token();

/**
 * Condition semantics as they were measured on another implementation of IAM's documents. A key that the token lacks is that of
 * another issuer, because IAM refuses a token without `aud` before it reads the trust policy.
 */
const VECTORS: Vector[] = [
  [1, "exact sub and aud", GOOD, token(), "allow"],
  [2, "exact, another ServiceAccount", GOOD, token("ns:other"), "deny"],
  [3, "StringLike ns:*", like("ns:*"), token("ns:other"), "allow"],
  [4, "StringLike *:sa", like("*:sa"), token("evil:sa"), "allow"],
  [
    5,
    "a wildcard under StringEquals is a character",
    conditioned({ StringEquals: { [S]: sub("ns:*") } }),
    token(),
    "deny",
  ],
  [6, "sub in capital letters", GOOD, token("NS:sa"), "deny"],
  [
    7,
    "condition key in capital letters",
    conditioned({ StringEquals: { [S.toUpperCase()]: sub("ns:sa") } }),
    token(),
    "allow",
  ],
  [8, "StringEquals, key missing", conditioned({ StringEquals: { [NO_S]: sub("ns:sa") } }), token(), "deny"],
  [
    9,
    "StringEqualsIfExists, key missing",
    conditioned({ StringEqualsIfExists: { [NO_S]: sub("ns:sa") } }),
    token(),
    "allow",
  ],
  [10, "StringNotEquals, key missing", conditioned({ StringNotEquals: { [NO_S]: sub("ns:sa") } }), token(), "allow"],
  [
    11,
    "ForAllValues, key missing",
    conditioned({ "ForAllValues:StringEquals": { [NO_A]: AUDIENCE } }),
    token(),
    "allow",
  ],
  [
    12,
    "ForAnyValue, one of two audiences",
    conditioned({ "ForAnyValue:StringEquals": { [A]: AUDIENCE } }),
    token("ns:sa", [AUDIENCE, "other"]),
    "allow",
  ],
  [13, "ForAnyValue, key missing", conditioned({ "ForAnyValue:StringEquals": { [NO_A]: AUDIENCE } }), token(), "deny"],
  // Measured as a refusal, but what STS itself answers to two audiences is not documented.
  [
    14,
    "StringEquals, one of two audiences",
    conditioned({ StringEquals: { [A]: AUDIENCE } }),
    token("ns:sa", [AUDIENCE, "other"]),
    "unknown",
  ],
  [15, "no conditions", trust([statement({ Condition: undefined })]), token("any:one"), "allow"],
  [16, "token of another provider", GOOD, token("ns:sa", AUDIENCE, OTHER_ISSUER), "deny"],
  [
    17,
    "condition key of another provider",
    conditioned({ StringEquals: { [NO_S]: sub("ns:sa"), [A]: AUDIENCE } }),
    token(),
    "deny",
  ],
  [18, "StringLike with ?", like("ns:app-?"), token("ns:app-1"), "allow"],
  [
    19,
    "a variable that nothing fills in",
    conditioned({ StringEquals: { [S]: sub(`${variable("aws:PrincipalTag/ns")}:sa`) } }),
    token(),
    "deny",
  ],
  [20, "an escaped *", like(`ns:${variable("*")}`), token(), "deny"],
  [21, "Allow and a Deny that applies", trust([statement(), statement({ Effect: "Deny" })]), token(), "deny"],
  [22, "StringEqualsIgnoreCase", conditioned({ StringEqualsIgnoreCase: { [S]: sub("NS:SA") } }), token(), "allow"],
  [23, 'Principal "*"', trust([statement({ Principal: "*" })]), token(), "allow"],
  [24, 'Principal {"AWS":"*"}', trust([statement({ Principal: { AWS: "*" } })]), token(), "allow"],
  [25, "Action sts:*", trust([statement({ Action: "sts:*" })]), token(), "allow"],
  [26, "brackets are characters", like("ns:[s]a"), token(), "deny"],
  [
    27,
    "ForAllValues:StringLike, no sub",
    conditioned({ "ForAllValues:StringLike": { [S]: sub("ns:*") } }),
    withoutSub as Token,
    "allow",
  ],
  [
    28,
    "a wildcard in the ARN of the provider",
    trust([statement({ Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/*" } })]),
    token(),
    "deny",
  ],
  [
    29,
    "NotPrincipal of another provider",
    trust([statement({ Principal: undefined, NotPrincipal: { Federated: arnOf(OTHER_ISSUER) } })]),
    token(),
    "allow",
  ],
  [
    30,
    "Null false, key missing",
    conditioned({ Null: { [NO_A]: "false" }, StringEquals: { [S]: sub("ns:sa") } }),
    token(),
    "deny",
  ],
  // Measured as a refusal, which is a mistake of that implementation: `*` is any run of characters.
  [
    31,
    "* and a line break",
    conditioned({ StringLike: { [S]: "system:*" } }),
    { ...token(), sub: "system:\nx" },
    "allow",
  ],
];

describe("awsEvaluate", () => {
  it.each(VECTORS)("vector %i: %s", (_number, _what, document, seen, answer) => {
    expect(awsEvaluate(document, seen).decision).toBe(answer);
  });

  it.each<[string, AwsTrust, Token, Answer]>([
    ["denies an audience that is no client id of the provider", GOOD, token("ns:sa", "other"), "deny"],
    ["denies a token without an audience", GOOD, { ...token(), aud: undefined } as unknown as Token, "deny"],
    ["denies an issuer that nobody names", GOOD, token("ns:sa", AUDIENCE, "https://example.com"), "deny"],
    ["takes a list of one audience for that audience", GOOD, token("ns:sa", [AUDIENCE]), "allow"],
    [
      "denies two audiences of which none matches",
      conditioned({ StringEquals: { [A]: "third" } }),
      token("ns:sa", [AUDIENCE, "other"]),
      "deny",
    ],
    [
      "holds a negation over two audiences of which none matches",
      conditioned({ StringNotEquals: { [A]: "third" } }),
      token("ns:sa", [AUDIENCE, "other"]),
      "allow",
    ],
    [
      "does not decide a negation over two audiences of which one matches",
      conditioned({ StringNotEquals: { [A]: "other" } }),
      token("ns:sa", [AUDIENCE, "other"]),
      "unknown",
    ],
    [
      "fails ForAllValues when one of two audiences does not match",
      conditioned({ "ForAllValues:StringEquals": { [A]: AUDIENCE } }),
      token("ns:sa", [AUDIENCE, "other"]),
      "deny",
    ],
    [
      "does not decide a condition on the request",
      conditioned({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
      token(),
      "unknown",
    ],
    [
      "denies what a claim decides, whatever the request",
      conditioned({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" }, StringEquals: { [S]: sub("ns:other") } }),
      token(),
      "deny",
    ],
    [
      "does not decide a Deny that hangs on the request",
      trust([statement(), statement({ Effect: "Deny", Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } })]),
      token(),
      "unknown",
    ],
    [
      "does not decide an operator that it does not know",
      conditioned({ StringMatches: { [S]: sub("ns:sa") } }),
      token(),
      "unknown",
    ],
    [
      "does not decide an operator named after a property of objects",
      conditioned({ constructor: { [S]: sub("ns:sa") } }),
      token(),
      "unknown",
    ],
    ["does not decide ARN operators on a claim", conditioned({ ArnLike: { [S]: sub("ns:sa") } }), token(), "unknown"],
    ["fails ARN operators on a key that the token lacks", conditioned({ ArnLike: { [NO_S]: "*" } }), token(), "deny"],
    ["fills in the claims of the token", conditioned({ StringEquals: { [S]: variable(S) } }), token(), "allow"],
    [
      "does not decide other variables",
      conditioned({ StringEquals: { [S]: variable("aws:SourceIp") } }),
      token(),
      "unknown",
    ],
    [
      "does not decide a negation with a variable that nothing fills in",
      conditioned({ StringNotEquals: { [S]: variable("aws:PrincipalTag/ns") } }),
      token(),
      "unknown",
    ],
    [
      "does not read variables in a document of the older version",
      trust([statement({ Condition: { StringLike: { [S]: sub(`ns:${variable("*")}`) } } })], [AUDIENCE], "2008-10-17"),
      token(),
      "unknown",
    ],
    [
      "reads escaped wildcards as characters",
      conditioned({ StringLike: { [S]: sub(`ns:${variable("?")}${variable("$")}*`) } }),
      { ...token(), sub: sub("ns:?$a") },
      "allow",
    ],
    ["does not decide Null with neither true nor false", conditioned({ Null: { [S]: "maybe" } }), token(), "unknown"],
    ["holds Null true on a key that the token lacks", conditioned({ Null: { [NO_S]: "true" } }), token(), "allow"],
    ["fails Null true on a claim", conditioned({ Null: { [S]: true } }), token(), "deny"],
    [
      "does not decide ForAnyValue with IfExists on a key that the token lacks",
      conditioned({ "ForAnyValue:StringEqualsIfExists": { [NO_S]: "x" } }),
      token(),
      "unknown",
    ],
    ["does not decide a condition without values", conditioned({ StringEquals: { [S]: [] } }), token(), "unknown"],
    [
      "matches actions without regard to case",
      trust([statement({ Action: "STS:assumerolewithwebidentity" })]),
      token(),
      "allow",
    ],
    [
      "does not decide a test for presence with a modifier",
      conditioned({ "ForAnyValue:Null": { [S]: "false" } }),
      token(),
      "unknown",
    ],
    [
      "does not decide an action with a variable",
      trust([statement({ Action: `sts:${variable("x")}` })]),
      token(),
      "unknown",
    ],
    ["denies another action", trust([statement({ Action: "sts:AssumeRole" })]), token(), "deny"],
    [
      "lets NotAction stand for every other action",
      trust([statement({ Action: undefined, NotAction: "iam:*" })]),
      token(),
      "allow",
    ],
    [
      "excludes the action of NotAction",
      trust([statement({ Action: undefined, NotAction: "sts:*" })]),
      token(),
      "deny",
    ],
    [
      "excludes the provider of NotPrincipal",
      trust([statement({ Principal: undefined, NotPrincipal: { Federated: arnOf(ISSUER) } })]),
      token(),
      "deny",
    ],
    ["does not decide where azp takes the place of aud", GOOD, { ...token(), azp: "client" }, "unknown"],
    ["takes one statement that is no list", trust(statement()), token(), "allow"],
    ["admits nothing without statements", trust([]), token(), "deny"],
  ])("%s", (_what, document, seen, answer) => {
    expect(awsEvaluate(document, seen).decision).toBe(answer);
  });

  it("does not decide a provider whose client ids are not given, except where a claim does", () => {
    const unlisted = { ...GOOD, oidcProviders: [] };
    expect(awsEvaluate(unlisted, token()).decision).toBe("unknown");
    expect(awsEvaluate(unlisted, token("ns:other")).decision).toBe("deny");
  });

  it("names the statement, the key, and what was expected and seen", () => {
    const { trace } = awsEvaluate(GOOD, token("ns:other"));
    expect(trace).toContainEqual({
      step: `statement 1: StringEquals ${S}`,
      passed: false,
      detail: `expected "${sub("ns:sa")}", seen "${sub("ns:other")}"`,
    });
    expect(trace.at(-1)?.detail).toContain("AccessDenied");
  });

  it("answers in the vendor's words before it reads the policy", () => {
    expect(awsEvaluate(GOOD, token("ns:sa", "other")).trace.at(-1)?.detail).toContain("Incorrect token audience");
    const stranger = awsEvaluate(GOOD, token("ns:sa", AUDIENCE, "https://example.com"));
    expect(stranger.trace.at(-1)?.detail).toContain("No OpenIDConnect provider found");
  });
});

describe("awsEvaluate of a Pod Identity trust", () => {
  const podIdentity = (condition?: object) =>
    trust([
      {
        Sid: "AllowEksAuthToAssumeRoleForPodIdentity",
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ]);
  const tagged = podIdentity({
    StringEquals: {
      "aws:RequestTag/kubernetes-namespace": ["ns"],
      "aws:RequestTag/kubernetes-service-account": ["sa"],
    },
  });
  const CLUSTER_ARN = "arn:aws:eks:us-west-2:111122223333:cluster/prod";
  const ROLE_ARN = "arn:aws:iam::111122223333:role/orders";
  const ASSOCIATION = { clusterArn: CLUSTER_ARN, issuer: ISSUER, namespace: "ns", serviceAccount: "sa" };
  const podToken = (name: string) => token(name, "pods.eks.amazonaws.com");

  it.each<[string, AwsTrust, Token, Answer]>([
    ["admits the ServiceAccount of its session tags", tagged, podToken("ns:sa"), "allow"],
    ["denies another ServiceAccount", tagged, podToken("ns:other"), "deny"],
    ["denies a token for another audience", tagged, token(), "deny"],
    ["admits every ServiceAccount without conditions", podIdentity(), podToken("any:one"), "allow"],
    [
      "does not decide which cluster asks",
      podIdentity({ StringEquals: { "aws:RequestTag/eks-cluster-name": "prod" } }),
      podToken("ns:sa"),
      "unknown",
    ],
    [
      "denies a tag that EKS does not send",
      podIdentity({ StringEquals: { "aws:RequestTag/team": "a" } }),
      podToken("ns:sa"),
      "deny",
    ],
    [
      "denies where sessions must not be tagged",
      trust([{ Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" }, Action: "sts:AssumeRole" }]),
      podToken("ns:sa"),
      "deny",
    ],
    [
      "does not decide which cluster's ARN asks",
      podIdentity({ ArnEquals: { "aws:SourceArn": CLUSTER_ARN } }),
      podToken("ns:sa"),
      "unknown",
    ],
    [
      "knows that the cluster is of the role's account",
      { ...podIdentity({ StringEquals: { "aws:SourceAccount": "444455556666" } }), roleArn: ROLE_ARN },
      podToken("ns:sa"),
      "deny",
    ],
    [
      "denies another service",
      trust([{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:*" }]),
      podToken("ns:sa"),
      "deny",
    ],
  ])("%s", (_what, document, seen, answer) => {
    expect(awsEvaluate(document, seen).decision).toBe(answer);
  });

  /** A trust that ns/sa of the cluster comes in by, as far as its condition lets the association in. */
  const associated = (condition: object | undefined, changes: Partial<AwsPodIdentityAssociation> = {}): AwsTrust => ({
    ...podIdentity(condition),
    podIdentityAssociations: [{ ...ASSOCIATION, ...changes }],
  });
  const equals = (key: string, value: string) => ({ StringEquals: { [key]: value } });
  const sourceArn = (operator: string, arn: string) => ({ [operator]: { "aws:SourceArn": arn } });

  it.each<[Answer, string, object | undefined, Partial<AwsPodIdentityAssociation>?]>([
    ["allow", "the cluster that asks", sourceArn("ArnEquals", CLUSTER_ARN)],
    ["allow", "the cluster that asks, as text", sourceArn("StringEquals", CLUSTER_ARN)],
    ["deny", "another cluster", sourceArn("ArnEquals", `${CLUSTER_ARN}2`)],
    ["allow", "a pattern of clusters", sourceArn("ArnLike", "arn:aws:eks:*:111122223333:cluster/p*")],
    ["unknown", "a pattern of another form", sourceArn("ArnLike", "arn:aws:eks:*")],
    ["deny", "every other cluster", sourceArn("ArnNotEquals", CLUSTER_ARN)],
    ["allow", "the account that asks", equals("aws:SourceAccount", "111122223333")],
    ["deny", "another account", equals("aws:SourceAccount", "444455556666")],
    ["allow", "the tag of the cluster's ARN", equals("aws:RequestTag/eks-cluster-arn", CLUSTER_ARN)],
    ["allow", "the tag of the cluster's name", equals("aws:requesttag/EKS-cluster-name", "prod")],
    ["deny", "the tag of another cluster", equals("aws:RequestTag/eks-cluster-name", "test")],
    ["unknown", "an organization", equals("aws:SourceOrgId", "o-1")],
    ["unknown", "nobody, to a cluster whose issuer is not known", undefined, { issuer: undefined as never }],
    [
      "allow",
      "the cluster, to an association without tags",
      sourceArn("ArnEquals", CLUSTER_ARN),
      { disableSessionTags: true },
    ],
    [
      "deny",
      "tags, to an association without",
      equals("aws:RequestTag/eks-cluster-name", "prod"),
      { disableSessionTags: true },
    ],
    ["deny", "anybody, to an association of another namespace", undefined, { namespace: "b" }],
    ["deny", "anybody, to an association of another name", undefined, { serviceAccount: "b" }],
    ["deny", "anybody, to an association of another cluster", undefined, { issuer: OTHER_ISSUER }],
    ["deny", "the service, to the target of another role", undefined, { sourceRoleArn: ROLE_ARN }],
  ])("answers %s where the trust asks for %s", (answer, _what, condition, changes) => {
    expect(awsEvaluate(associated(condition, changes), podToken("ns:sa")).decision).toBe(answer);
  });

  it("is one of two associations that lets a ServiceAccount in", () => {
    const document = associated(equals("aws:RequestTag/eks-cluster-name", "prod"));
    document.podIdentityAssociations?.unshift({ ...ASSOCIATION, issuer: OTHER_ISSUER, clusterArn: `${CLUSTER_ARN}2` });
    expect(awsEvaluate(document, podToken("ns:sa")).decision).toBe("allow");
    const other = token("ns:sa", "pods.eks.amazonaws.com", OTHER_ISSUER);
    expect(awsEvaluate(document, other).decision).toBe("deny");
  });

  const EXTERNAL_ID = "us-west-2/111122223333/prod/ns/sa";
  const bySource = { ArnEquals: { "aws:PrincipalArn": ROLE_ARN } };
  it.each<[Answer, string, string, object, Partial<AwsPodIdentityAssociation>?]>([
    ["allow", "the source role", ROLE_ARN, {}],
    ["deny", "another role", `${ROLE_ARN}2`, {}],
    ["allow", "the source role's account and its ARN", "arn:aws:iam::111122223333:root", bySource],
    [
      "deny",
      "the account and another role's ARN",
      "111122223333",
      { ArnEquals: { "aws:PrincipalArn": `${ROLE_ARN}2` } },
    ],
    ["deny", "another account", "arn:aws:iam::444455556666:root", bySource],
    ["allow", "the source role and the external id", ROLE_ARN, equals("sts:ExternalId", EXTERNAL_ID)],
    [
      "allow",
      "the external id, without tags",
      ROLE_ARN,
      equals("sts:ExternalId", EXTERNAL_ID),
      { disableSessionTags: true },
    ],
    ["deny", "the external id of another ServiceAccount", ROLE_ARN, equals("sts:ExternalId", `${EXTERNAL_ID}2`)],
    ["allow", "the tag of the namespace", ROLE_ARN, equals("aws:RequestTag/kubernetes-namespace", "ns")],
  ])("as a target answers %s where its trust names %s", (answer, _what, principal, Condition, changes) => {
    const Action = ["sts:AssumeRole", "sts:TagSession"];
    const association: AwsPodIdentityAssociation = { ...ASSOCIATION, sourceRoleArn: ROLE_ARN };
    const document: AwsTrust = {
      ...trust([{ Effect: "Allow", Principal: { AWS: principal }, Action, Condition }]),
      podIdentityAssociations: [Object.assign(association, changes)],
    };
    expect(awsEvaluate(document, podToken("ns:sa")).decision).toBe(answer);
  });
});
