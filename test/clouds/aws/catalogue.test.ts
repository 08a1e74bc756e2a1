import { describe, expect, it } from "vitest";
import { aws } from "../../../src/clouds/aws/cloud";
import type { AwsTrust } from "../../../src/clouds/aws/trust";
import { verdictOf } from "../../../src/clouds/proof";
import { tokenAudiences } from "../../../src/core/token";
import type { Intent } from "../../../src/core/trust-intent";
import {
  AUDIENCE,
  arnOf,
  conditioned,
  INTENT,
  ISSUER,
  KEY,
  OTHER_ISSUER,
  OTHER_KEY,
  statement,
  sub,
  token,
  trust,
} from "./good-trust";

const S = `${KEY}:sub`;
const A = `${KEY}:aud`;
const AUD = { [A]: AUDIENCE };
const API_AUDIENCE = "https://kubernetes.default.svc";
const SHARED = "https://kubernetes.default.svc.cluster.local";
const like = (pattern: string) => conditioned({ StringEquals: AUD, StringLike: { [S]: pattern } });
const subjects = (names: string[]) => conditioned({ StringEquals: { ...AUD, [S]: names.map(sub) } });
const tagVariable = sub(`\${aws:PrincipalTag/ns}:sa`);
const both = [arnOf(ISSUER), arnOf(OTHER_ISSUER)];

/** Every row of the catalogue as a change of the good trust, with the verdict, and the token that shows it. */
type Mutant = [id: string, what: string, trust: AwsTrust, verdict: "over" | "under", witness: Partial<Witness>];
interface Witness {
  iss: string;
  sub: string;
  aud: string;
}

const MUTANTS: Mutant[] = [
  ["A1", "no Condition", trust([statement({ Condition: {} })]), "over", { sub: sub("a:a") }],
  ["A2", "no condition on sub", conditioned({ StringEquals: AUD }), "over", { sub: sub("a:a") }],
  ["A3", "*", like("*"), "over", { sub: sub("a:a") }],
  ["A3", "system:*", like("system:*"), "over", { sub: sub("a:a") }],
  ["A3", "system:serviceaccount:*", like("system:serviceaccount:*"), "over", { sub: sub("a:a") }],
  ["A4", "a wildcard for the namespace", like(sub("*:sa")), "over", { sub: sub("a:sa") }],
  ["A4", "a wildcard that swallows the namespace", like("*:sa"), "over", { sub: sub("a:sa") }],
  ["A5", "a whole namespace", like(sub("ns:*")), "over", { sub: sub("ns:a") }],
  ["A6", "a prefix of names", like(sub("ns:sa*")), "over", { sub: sub("ns:saa") }],
  ["A6", "one character of the namespace", like(sub("n?:sa")), "over", { sub: sub("na:sa") }],
  [
    "A7",
    "ForAllValues on keys of another issuer",
    conditioned({ "ForAllValues:StringEquals": { [`${OTHER_KEY}:sub`]: sub("ns:sa") } }),
    "over",
    { sub: sub("a:a") },
  ],
  [
    "A8",
    "IfExists on keys of another issuer",
    conditioned({ StringEqualsIfExists: { [`${OTHER_KEY}:sub`]: sub("ns:sa") } }),
    "over",
    { sub: sub("a:a") },
  ],
  [
    "A9",
    "only a negated operator",
    conditioned({ StringEquals: AUD, StringNotEquals: { [S]: sub("ns:evil") } }),
    "over",
    { sub: sub("a:a") },
  ],
  [
    "A11",
    "keys of another issuer",
    conditioned({ StringEquals: { [`${OTHER_KEY}:aud`]: AUDIENCE, [`${OTHER_KEY}:sub`]: sub("ns:sa") } }),
    "under",
    { sub: sub("ns:sa") },
  ],
  [
    "A11",
    "keys without the path of the issuer",
    conditioned({ StringEquals: { "oidc.eks.us-west-2.amazonaws.com:sub": sub("ns:sa") } }),
    "under",
    { sub: sub("ns:sa") },
  ],
  [
    "A11",
    "keys with the scheme of the issuer",
    conditioned({ StringEquals: { [`${ISSUER}:sub`]: sub("ns:sa") } }),
    "under",
    { sub: sub("ns:sa") },
  ],
  ["A12", "a wildcard under StringEquals", subjects(["ns:*"]), "under", { sub: sub("ns:sa") }],
  [
    "A13",
    "no condition on aud",
    trust([statement({ Condition: { StringEquals: { [S]: sub("ns:sa") } } })], [AUDIENCE, "other"]),
    "over",
    { sub: sub("ns:sa"), aud: "other" },
  ],
  [
    "A14",
    "the audience of the API server",
    trust(
      [statement({ Condition: { StringEquals: { [S]: sub("ns:sa"), [A]: [AUDIENCE, API_AUDIENCE] } } })],
      [AUDIENCE, API_AUDIENCE],
    ),
    "over",
    { sub: sub("ns:sa"), aud: API_AUDIENCE },
  ],
  [
    "A15",
    "two providers and IfExists",
    trust([
      statement({ Principal: { Federated: both }, Condition: { StringEqualsIfExists: { [S]: sub("ns:sa"), ...AUD } } }),
    ]),
    "over",
    { iss: OTHER_ISSUER, sub: sub("a:a") },
  ],
  ["A19", "one subject too many", subjects(["ns:sa", "old:sa"]), "over", { sub: sub("old:sa") }],
  [
    "A22",
    "a wildcard in the ARN of the provider",
    trust([statement({ Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/*" } })]),
    "under",
    { sub: sub("ns:sa") },
  ],
  [
    "A24",
    "a provider of another account",
    { ...trust([statement()]), roleArn: "arn:aws:iam::444455556666:role/orders" },
    "under",
    { sub: sub("ns:sa") },
  ],
  [
    "A24",
    "a provider of another partition",
    { ...trust([statement()]), roleArn: "arn:aws-cn:iam::111122223333:role/orders" },
    "under",
    { sub: sub("ns:sa") },
  ],
  ["K1", "a subject that is none", subjects(["NS:sa"]), "under", { sub: sub("ns:sa") }],
  ["K2", "the ServiceAccount default", subjects(["ns:sa", "ns:default"]), "over", { sub: sub("ns:default") }],
  [
    "K3",
    "an issuer that many clusters share",
    {
      ...trust([statement(), statement({ Principal: { Federated: arnOf(SHARED) }, Condition: {} })]),
      oidcProviders: [ISSUER, SHARED].map((issuer) => ({ arn: arnOf(issuer), issuer, clientIds: [AUDIENCE] })),
    },
    "over",
    { iss: SHARED, sub: sub("a:a") },
  ],
];

/** Rows that open another way in, which no ServiceAccount token shows. */
const OTHER_WAYS: [id: string, what: string, trust: AwsTrust][] = [
  ["A16", 'Principal "*"', trust([statement({ Principal: "*" })])],
  ["A16", 'Principal {"AWS":"*"} in a second statement', trust([statement(), statement({ Principal: { AWS: "*" } })])],
  [
    "A17",
    "an account",
    trust([
      statement(),
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" },
    ]),
  ],
  [
    "A17",
    "a service",
    trust([
      statement(),
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
      },
    ]),
  ],
  [
    "A17",
    "SAML",
    trust([
      statement(),
      {
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/x" },
        Action: "sts:AssumeRoleWithSAML",
      },
    ]),
  ],
  [
    "A21",
    "NotPrincipal",
    trust([statement({ Principal: undefined, NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } })]),
  ],
];

/** The good trust and a statement for EKS Pod Identity beside it. */
function withPodIdentity(condition: Record<string, unknown>, changes: Record<string, unknown> = {}): AwsTrust {
  const service = { Effect: "Allow", Principal: { Service: "pods.eks.amazonaws.com" } };
  const [Action, Condition] = [["sts:AssumeRole", "sts:TagSession"], condition];
  return trust([statement(), { ...service, Action, Condition, ...changes }]);
}

const CLUSTER_ARN = "arn:aws:eks:us-west-2:111122223333:cluster/prod";
const tags = (namespaces: string[], names: string[], clusters = [CLUSTER_ARN]) => ({
  "aws:RequestTag/eks-cluster-arn": clusters,
  "aws:RequestTag/kubernetes-namespace": namespaces,
  "aws:RequestTag/kubernetes-service-account": names,
});
const { "aws:RequestTag/eks-cluster-arn": _cluster, ...CLUSTERLESS } = tags(["ns"], ["sa"]);
const SCOPED = { StringEquals: tags(["ns"], ["sa"]) };
const untagged = (podIdentity: AwsTrust): AwsTrust => ({
  ...podIdentity,
  podIdentityAssociations: [
    { clusterArn: CLUSTER_ARN, issuer: ISSUER, namespace: "ns", serviceAccount: "sa", disableSessionTags: true },
  ],
});

/** Statements for EKS Pod Identity, with all of their rows beside A17: they are other ways in. */
const POD_IDENTITY: { rows: string[]; what: string; document: AwsTrust }[] = [
  { rows: [], what: "one ServiceAccount of one cluster", document: withPodIdentity(SCOPED) },
  { rows: ["A26"], what: "no condition", document: withPodIdentity({}) },
  {
    rows: ["A26"],
    what: "the account",
    document: withPodIdentity({ StringEquals: { "aws:SourceAccount": "111122223333" } }),
  },
  { rows: ["A26"], what: "the cluster", document: withPodIdentity({ ArnEquals: { "aws:SourceArn": CLUSTER_ARN } }) },
  {
    rows: ["A26"],
    what: "a namespace",
    document: withPodIdentity({ StringEquals: { "aws:RequestTag/kubernetes-namespace": "ns" } }),
  },
  { rows: ["A26"], what: "a pattern of names", document: withPodIdentity({ StringLike: tags(["ns"], ["s*"]) }) },
  {
    rows: ["A26"],
    what: "tags where there are some",
    document: withPodIdentity({ StringEqualsIfExists: tags(["ns"], ["sa"]) }),
  },
  { rows: ["A27"], what: "a ServiceAccount of any cluster", document: withPodIdentity({ StringEquals: CLUSTERLESS }) },
  {
    rows: [],
    what: "a ServiceAccount of the cluster that asks",
    document: withPodIdentity({ StringEquals: CLUSTERLESS, ArnLike: { "AWS:sourcearn": CLUSTER_ARN } }),
  },
  {
    rows: [],
    what: "two names of one namespace",
    document: withPodIdentity({ StringEquals: tags(["ns"], ["sa", "b"]) }),
  },
  {
    rows: ["A28"],
    what: "two names of two namespaces",
    document: withPodIdentity({ StringEquals: tags(["ns", "b"], ["sa", "b"]) }),
  },
  {
    rows: ["A28"],
    what: "two names of two clusters",
    document: withPodIdentity({ StringEquals: tags(["ns"], ["sa", "b"], [CLUSTER_ARN, `${CLUSTER_ARN}2`]) }),
  },
  {
    rows: ["A29"],
    what: "a tag that EKS does not send",
    document: withPodIdentity({ StringEquals: { ...tags(["ns"], ["sa"]), "aws:RequestTag/team": "a" } }),
  },
  { rows: ["A29"], what: "no sts:TagSession", document: withPodIdentity(SCOPED, { Action: "sts:AssumeRole" }) },
  { rows: ["A29"], what: "tags of an association without", document: untagged(withPodIdentity(SCOPED)) },
  {
    rows: ["A26"],
    what: "the cluster of an association without tags",
    document: untagged(withPodIdentity({ ArnEquals: { "aws:SourceArn": CLUSTER_ARN } }, { Action: "sts:AssumeRole" })),
  },
];

/** Issuers that IAM cannot fetch keys from: the policy would let their ServiceAccounts in, and no token of theirs is ever good. */
const UNREACHABLE = [
  "https://kubernetes.default.svc.cluster.local",
  "https://10.0.0.1",
  "https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com",
  "https://oidc-eks.eu-west-1.api.aws/id/EXAMPLE",
].map((issuer) => ({ row: "A25", issuer }));

/** Rows that leave the decision open. */
const UNKNOWN: [id: string, what: string, trust: AwsTrust, names: string][] = [
  [
    "A20",
    "a policy variable",
    conditioned({ StringEquals: { ...AUD, [S]: [sub("ns:sa"), tagVariable] } }),
    "aws:PrincipalTag/ns",
  ],
  [
    "A23",
    "a Deny that hangs on the request",
    trust([statement(), statement({ Effect: "Deny", Condition: { StringNotEquals: { "aws:SourceVpc": "vpc-1" } } })]),
    "aws:SourceVpc",
  ],
];

/** Rows that change no set of ServiceAccounts on their own, and why. */
const EQUAL: [id: string, what: string, trust: AwsTrust][] = [
  [
    "A7",
    "a ServiceAccount token always has sub and aud",
    conditioned({ "ForAllValues:StringEquals": { ...AUD, [S]: sub("ns:sa") } }),
  ],
  [
    "A8",
    "a ServiceAccount token always has sub and aud",
    conditioned({ StringEqualsIfExists: { ...AUD, [S]: sub("ns:sa") } }),
  ],
  [
    "A10",
    "no API server signs capital letters",
    conditioned({ StringEquals: AUD, StringEqualsIgnoreCase: { [S]: sub("ns:sa") } }),
  ],
  [
    "A15",
    "the second provider's tokens lack the first one's keys",
    trust([statement({ Principal: { Federated: both } })]),
  ],
  ["A18", "a token is exchanged by one action only", trust([statement({ Action: "sts:*" })])],
  [
    "A21",
    "every other action leaves the one for tokens allowed",
    trust([statement({ Action: undefined, NotAction: "iam:*" })]),
  ],
];

describe("a misconfigured trust", () => {
  it("is not the good trust, which equals its intent and shows nothing", () => {
    const good = trust([statement()]);
    expect(verdictOf(aws, good, INTENT)).toEqual({ verdict: "equal" });
    expect(aws.findings(good, INTENT)).toEqual([]);
  });

  it.each(MUTANTS)("%s (%s) is found with a token that shows it", (id, _what, mutant, expected, witness) => {
    const verdict = verdictOf(aws, mutant, INTENT);
    if (verdict.verdict !== "over" && verdict.verdict !== "under") throw new Error(JSON.stringify(verdict));
    expect(verdict.verdict).toBe(expected);
    expect({ ...verdict.token, aud: tokenAudiences(verdict.token)[0] }).toMatchObject(witness);
    expect(verdict.findings).toContain(id);
    expect(aws.evaluate(mutant, verdict.token).decision).toBe(expected === "over" ? "allow" : "deny");
  });

  it.each(OTHER_WAYS)("%s (%s) is found as another way in", (id, _what, mutant) => {
    const verdict = verdictOf(aws, mutant, INTENT);
    expect(verdict).toMatchObject({ verdict: "over" });
    expect(aws.findings(mutant, INTENT)).toContain(id);
  });

  it.each(POD_IDENTITY)("shows $rows for a Pod Identity trust of $what", ({ rows, document }) => {
    expect(verdictOf(aws, document, INTENT)).toMatchObject({ verdict: "over" });
    const shown = aws.findings(document, INTENT).filter((id) => !["A17", "A18"].includes(id));
    expect(shown).toEqual(rows);
  });

  it.each(UNREACHABLE)("$row is found where the intended issuer is $issuer", ({ row, issuer }) => {
    const key = issuer.slice("https://".length);
    const document: AwsTrust = {
      ...trust([
        statement({
          Principal: { Federated: arnOf(issuer) },
          Condition: { StringEquals: { [`${key}:aud`]: AUDIENCE, [`${key}:sub`]: sub("ns:sa") } },
        }),
      ]),
      oidcProviders: [{ arn: arnOf(issuer), issuer, clientIds: [AUDIENCE] }],
    };
    const intent = { ...INTENT, subjects: INTENT.subjects.map((subject) => ({ ...subject, issuer })) };
    const verdict = verdictOf(aws, document, intent);
    expect(verdict).toMatchObject({ verdict: "under", token: { iss: issuer, sub: sub("ns:sa") } });
    expect(verdict).toMatchObject({ findings: expect.arrayContaining([row]), why: expect.stringMatching(/fetches/) });
  });

  it.each(UNKNOWN)("%s (%s) is not proved", (id, _what, mutant, names) => {
    const verdict = verdictOf(aws, mutant, INTENT);
    expect(verdict).toMatchObject({ verdict: "unknown", reason: expect.stringContaining(names) });
    expect(aws.findings(mutant, INTENT)).toContain(id);
  });

  it.each(EQUAL)("%s admits nobody else, because %s, and is still shown", (id, _what, mutant) => {
    const verdict = verdictOf(aws, mutant, INTENT);
    expect(verdict).toEqual({ verdict: "equal" });
    expect(aws.findings(mutant, INTENT)).toContain(id);
  });

  it("lists every row of the catalogue", () => {
    const ids = new Set([...MUTANTS, ...OTHER_WAYS, ...UNKNOWN, ...EQUAL].map(([id]) => id));
    for (const { row } of UNREACHABLE) ids.add(row);
    for (const { rows } of POD_IDENTITY) for (const row of rows) ids.add(row);
    expect([...ids].filter((id) => id.startsWith("A")).length).toBe(29);
  });

  it("shows the most severe finding first", () => {
    const verdict = verdictOf(aws, conditioned({ StringEquals: { [S]: [sub("ns:sa"), sub("ns:default")] } }), INTENT);
    expect(verdict).toMatchObject({ findings: ["A19", "K2", "A13"] });
  });
});

describe("awsAdmits", () => {
  const cases: [string, AwsTrust, Intent, string][] = [
    [
      "a declared namespace is no misconfiguration",
      like(sub("ns:*")),
      { ...INTENT, subjects: [], namespaces: [{ issuer: ISSUER, namespace: "ns" }] },
      "equal",
    ],
    [
      "a Deny takes subjects away",
      trust(
        [like(sub("ns:*")), like(sub("ns:s?*"))].map((one, index) => ({
          ...(one.assumeRolePolicy as { Statement: object[] }).Statement[0],
          Effect: index === 0 ? "Allow" : "Deny",
        })),
      ),
      { ...INTENT, subjects: [], namespaces: [{ issuer: ISSUER, namespace: "ns" }] },
      "under",
    ],
    [
      "subjects of two statements add up",
      trust([statement(), statement({ Condition: { StringEquals: { ...AUD, [S]: sub("ns:b") } } })]),
      { ...INTENT, subjects: [...INTENT.subjects, { issuer: ISSUER, namespace: "ns", serviceAccount: "b" }] },
      "equal",
    ],
    ["a client id that the provider lacks refuses everybody", trust([statement()], ["other"]), INTENT, "under"],
    ["a provider without client ids is not proved", { ...trust([statement()]), oidcProviders: [] }, INTENT, "unknown"],
    [
      "a condition on the request is not proved",
      conditioned({ StringEquals: { ...AUD, [S]: sub("ns:sa"), "aws:SourceAccount": "1" } }),
      INTENT,
      "unknown",
    ],
    [
      "an operator that is not known is not proved",
      conditioned({ StringEquals: AUD, StringMatches: { [S]: sub("ns:sa") } }),
      INTENT,
      "unknown",
    ],
    [
      "a difference that is certain wins over what is not known",
      trust([
        statement({ Condition: { StringEquals: AUD } }),
        statement({ Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      ]),
      INTENT,
      "over",
    ],
    [
      "a principal that may be a provider of another issuer is not proved",
      trust([
        statement(),
        statement({ Principal: { Federated: "*" }, Condition: { StringLike: { "issuer.example.com:sub": "*" } } }),
      ]),
      INTENT,
      "unknown",
    ],
    [
      "a provider whose principal is * is not proved",
      trust([statement(), statement({ Principal: { Federated: "*" }, Condition: {} })]),
      INTENT,
      "unknown",
    ],
  ];

  it.each(cases)("%s", (_what, document, intent, expected) => {
    expect(verdictOf(aws, document, intent).verdict).toBe(expected);
  });

  it("shows the token of another issuer that a principal for anyone lets in", () => {
    const opened = statement({ Principal: "*", Condition: { StringEquals: { [`${OTHER_KEY}:sub`]: sub("ns:sa") } } });
    expect(verdictOf(aws, trust([statement(), opened]), INTENT)).toMatchObject({
      verdict: "over",
      token: { iss: OTHER_ISSUER, sub: sub("ns:sa") },
    });
  });

  it("does not prove a trust that only a token with two audiences gets by", () => {
    const document = trust(
      [statement(), statement({ Condition: { "ForAnyValue:StringEquals": { [A]: "other" } } })],
      [AUDIENCE],
    );
    expect(aws.evaluate(document, token("any:one", [AUDIENCE, "other"])).decision).toBe("allow");
    expect(verdictOf(aws, document, INTENT)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("several audiences"),
    });
  });

  it("does not prove a Deny that a token with two audiences gets by", () => {
    const document = trust([
      statement(),
      statement({ Condition: { "ForAnyValue:StringEquals": AUD } }),
      statement({
        Effect: "Deny",
        Condition: { "ForAllValues:StringEquals": AUD, StringNotEquals: { [S]: sub("ns:sa") } },
      }),
    ]);
    expect(aws.evaluate(document, token("any:one")).decision).toBe("deny");
    expect(aws.evaluate(document, token("any:one", [AUDIENCE, "other"])).decision).toBe("allow");
    expect(verdictOf(aws, document, INTENT).verdict).toBe("unknown");
  });
});
