import { describe, expect, it } from "vitest";
import { alicloud } from "../../../src/clouds/alicloud/cloud";
import type { AlicloudTrust } from "../../../src/clouds/alicloud/trust";
import { verdictOf } from "../../../src/clouds/proof";
import type { Decision } from "../../../src/core/decision";
import type { Token } from "../../../src/core/token";
import { tokenAudiences } from "../../../src/core/token";
import type { Intent } from "../../../src/core/trust-intent";
import {
  ARN,
  AUDIENCE,
  conditioned,
  GOOD_CONDITION,
  INTENT,
  ISSUER,
  OTHER_ARN,
  OTHER_ISSUER,
  statement,
  sub,
  token,
  trust,
} from "./good-trust";

const { "oidc:sub": S, "oidc:iss": _iss, "oidc:aud": _aud } = GOOD_CONDITION;
const AUD_ISS = { "oidc:aud": AUDIENCE, "oidc:iss": ISSUER };
const API_AUDIENCE = "https://kubernetes.default.svc";
const both = { Federated: [ARN, OTHER_ARN] };

/** Every row of the catalogue as a change of the good trust, with the verdict, and the token that shows it. */
type Mutant = [
  id: string,
  what: string,
  trust: AlicloudTrust,
  verdict: "over" | "under",
  witness: Record<string, string>,
];

const MUTANTS: Mutant[] = [
  ["B1", "no oidc:sub", conditioned({ StringEquals: AUD_ISS }), "over", { sub: sub("a:a") }],
  [
    "B1",
    "only a negated oidc:sub",
    conditioned({ StringEquals: AUD_ISS, StringNotEquals: { "oidc:sub": sub("ns:evil") } }),
    "over",
    { sub: sub("a:a") },
  ],
  [
    "B2",
    "every ServiceAccount",
    conditioned({ StringEquals: AUD_ISS, StringLike: { "oidc:sub": sub("*:*") } }),
    "over",
    { sub: sub("a:a") },
  ],
  [
    "B2",
    "one name in every namespace",
    conditioned({ StringEquals: AUD_ISS, StringLike: { "oidc:sub": sub("*:sa") } }),
    "over",
    { sub: sub("a:sa") },
  ],
  [
    "B3",
    "a part of a namespace under StringEquals",
    conditioned({ StringEquals: { ...AUD_ISS, "oidc:sub": sub("n*:sa") } }),
    "under",
    { sub: sub("ns:sa") },
  ],
  [
    "B4",
    "two providers without oidc:iss",
    trust([statement({ Principal: both, Condition: { StringEquals: { "oidc:aud": AUDIENCE, "oidc:sub": S } } })]),
    "over",
    { iss: OTHER_ISSUER, sub: sub("ns:sa") },
  ],
  [
    "B4",
    "two providers and both issuers",
    trust([
      statement({
        Principal: both,
        Condition: { StringEquals: { ...GOOD_CONDITION, "oidc:iss": [ISSUER, OTHER_ISSUER] } },
      }),
    ]),
    "over",
    { iss: OTHER_ISSUER, sub: sub("ns:sa") },
  ],
  [
    "B5",
    "no oidc:aud and a second client id",
    trust(
      [statement({ Condition: { StringEquals: { "oidc:iss": ISSUER, "oidc:sub": S } } })],
      [AUDIENCE, API_AUDIENCE],
    ),
    "over",
    { aud: API_AUDIENCE, sub: sub("ns:sa") },
  ],
  [
    "B7",
    "the action that tokens are exchanged by",
    trust([statement({ Action: "sts:AssumeRoleWithOIDC" })]),
    "under",
    { sub: sub("ns:sa") },
  ],
  [
    "B9",
    "the cluster next to the intended one",
    trust([
      statement(),
      statement({
        Principal: { Federated: [OTHER_ARN] },
        Condition: { StringEquals: { ...GOOD_CONDITION, "oidc:iss": OTHER_ISSUER } },
      }),
    ]),
    "over",
    { iss: OTHER_ISSUER, sub: sub("ns:sa") },
  ],
  [
    "B9",
    "another issuer than the provider's",
    conditioned({ StringEquals: { ...GOOD_CONDITION, "oidc:iss": `${ISSUER}/` } }),
    "under",
    { sub: sub("ns:sa") },
  ],
  [
    "B10",
    "a provider of another account",
    { ...trust([statement()]), roleArn: "acs:ram::6543210987654321:role/orders" },
    "under",
    { sub: sub("ns:sa") },
  ],
  [
    "B12",
    "one subject too many",
    conditioned({ StringEquals: { ...GOOD_CONDITION, "oidc:sub": [S, sub("old:sa")] } }),
    "over",
    { sub: sub("old:sa") },
  ],
  [
    "K2",
    "the ServiceAccount default",
    conditioned({ StringEquals: { ...GOOD_CONDITION, "oidc:sub": [S, sub("ns:default")] } }),
    "over",
    { sub: sub("ns:default") },
  ],
  [
    "K1",
    "a subject that is none",
    conditioned({ StringEquals: { ...GOOD_CONDITION, "oidc:sub": sub("NS:sa") } }),
    "under",
    { sub: sub("ns:sa") },
  ],
];

/**
 * Rows that change no set of ServiceAccounts on their own, and why. B6, the age that a provider accepts tokens to, is no part of
 * the trust: it bounds how long a token is good for, never whose it is.
 */
const EQUAL: [id: string, what: string, trust: AlicloudTrust][] = [
  ["B4", "the issuer is pinned", trust([statement({ Principal: both })])],
  ["B5", "there is one client id", conditioned({ StringEquals: { "oidc:iss": ISSUER, "oidc:sub": S } })],
];

/** Somebody without a token of an OIDC provider. */
const OTHER_WAYS: [id: string, who: string, principal: object][] = [
  ["B8", "Service cs.aliyuncs.com", { Service: ["cs.aliyuncs.com"] }],
  ["B8", "RAM acs:ram::1:root", { RAM: ["acs:ram::1:root"] }],
  ["B8", "RAM acs:ram::1:user/admin", { RAM: "acs:ram::1:user/admin" }],
  ["B8", "RAM acs:ram::1:role/ci", { RAM: ["acs:ram::1:role/ci"] }],
  ["B8", "Federated acs:ram::1:saml-provider/x", { Federated: ["acs:ram::1:saml-provider/x"] }],
];

/** Issuers that RAM cannot fetch keys from. */
const UNREACHABLE = ["https://kubernetes.default.svc", "https://192.168.0.10", "https://issuer.internal"].map(
  (issuer) => ({ row: "B11", issuer }),
);

describe("a misconfigured trust of a RAM role", () => {
  it.each(OTHER_WAYS)("%s is found where %s may become the role, who is named", (id, who, principal) => {
    const verdict = verdictOf(
      alicloud,
      trust([statement(), statement({ Principal: principal, Condition: {} })]),
      INTENT,
    );
    expect(verdict).toMatchObject({ verdict: "over", otherWay: who, findings: [id] });
  });

  it.each(UNREACHABLE)("$row is found where the intended issuer is $issuer", ({ row, issuer }) => {
    const document: AlicloudTrust = {
      ...conditioned({ StringEquals: { ...GOOD_CONDITION, "oidc:iss": issuer } }),
      oidcProviders: [{ arn: ARN, issuer, clientIds: [AUDIENCE] }],
    };
    const intent = { ...INTENT, subjects: INTENT.subjects.map((subject) => ({ ...subject, issuer })) };
    const verdict = verdictOf(alicloud, document, intent);
    expect(verdict).toMatchObject({
      verdict: "under",
      token: { iss: issuer },
      findings: expect.arrayContaining([row]),
    });
  });

  it("is not the good trust, which equals its intent and shows nothing", () => {
    const good = trust([statement()]);
    expect(verdictOf(alicloud, good, INTENT)).toEqual({ verdict: "equal" });
    expect(alicloud.findings(good, INTENT)).toEqual([]);
  });

  it.each(MUTANTS)("%s (%s) is found with a token that shows it", (id, _what, mutant, expected, witness) => {
    const verdict = verdictOf(alicloud, mutant, INTENT);
    if (verdict.verdict !== "over" && verdict.verdict !== "under") throw new Error(JSON.stringify(verdict));
    expect(verdict.verdict).toBe(expected);
    expect({ ...verdict.token, aud: tokenAudiences(verdict.token)[0] }).toMatchObject(witness);
    expect(verdict.findings).toContain(id);
    expect(alicloud.evaluate(mutant, verdict.token).decision).toBe(expected === "over" ? "allow" : "deny");
  });

  it.each(EQUAL)("%s admits nobody else, because %s, and is still shown", (id, _what, mutant) => {
    const verdict = verdictOf(alicloud, mutant, INTENT);
    expect(verdict).toEqual({ verdict: "equal" });
    expect(alicloud.findings(mutant, INTENT)).toContain(id);
  });

  it("B4 leaves it open where one provider stands without oidc:iss, because RAM would not store that", () => {
    const mutant = conditioned({ StringEquals: { "oidc:aud": AUDIENCE, "oidc:sub": S } });
    expect(verdictOf(alicloud, mutant, INTENT)).toEqual({
      verdict: "unknown",
      reason: expect.stringContaining("RAM wants oidc:iss under StringEquals"),
    });
    expect(alicloud.findings(mutant, INTENT)).toContain("B4");
  });

  const others: [string, AlicloudTrust, Intent, string][] = [
    [
      "a declared namespace is no misconfiguration",
      conditioned({ StringEquals: AUD_ISS, StringLike: { "oidc:sub": sub("ns:*") } }),
      { ...INTENT, subjects: [], namespaces: [{ issuer: ISSUER, namespace: "ns" }] },
      "equal",
    ],
    [
      "another account is another way in",
      trust([statement(), statement({ Principal: { RAM: ["acs:ram::1:root"] }, Condition: {} })]),
      INTENT,
      "over",
    ],
    [
      "a service is another way in",
      trust([statement(), statement({ Principal: { Service: ["ecs.aliyuncs.com"] }, Condition: {} })]),
      INTENT,
      "over",
    ],
    [
      "a provider that is not given is not proved",
      trust([statement(), statement({ Principal: { Federated: ["acs:ram::1:oidc-provider/unheard"] } })]),
      INTENT,
      "unknown",
    ],
    ["every account is not proved", trust([statement(), statement({ Principal: { RAM: ["*"] } })]), INTENT, "unknown"],
    [
      "a provider by a pattern is not proved",
      trust([
        statement(),
        statement({
          Principal: { Federated: ["acs:ram::1:oidc-provider/*"] },
          Condition: { StringEquals: { "oidc:iss": "https://issuer.example.com" } },
        }),
      ]),
      INTENT,
      "unknown",
    ],
    ["IfExists is not proved", conditioned({ StringEqualsIfExists: GOOD_CONDITION }), INTENT, "unknown"],
    [
      "ForAnyValue is not proved",
      conditioned({
        StringEquals: { ...AUD_ISS, "oidc:sub": S },
        "ForAnyValue:StringEquals": { "oidc:aud": AUDIENCE },
      }),
      INTENT,
      "unknown",
    ],
    [
      "oidc:iss under another operator than StringEquals is not proved",
      conditioned({ StringEquals: { "oidc:aud": AUDIENCE, "oidc:sub": S }, StringLike: { "oidc:iss": ISSUER } }),
      INTENT,
      "unknown",
    ],
    [
      "a variable is not proved",
      conditioned({ StringEquals: { ...AUD_ISS, "oidc:sub": [S, sub(`\${ns}:sa`)] } }),
      INTENT,
      "unknown",
    ],
    [
      "a condition on the request is not proved",
      conditioned({ StringEquals: GOOD_CONDITION, IpAddress: { "acs:SourceIp": "10.0.0.0/8" } }),
      INTENT,
      "unknown",
    ],
    [
      "a key in other letters is not proved",
      conditioned({ StringEquals: { ...AUD_ISS, "OIDC:SUB": S } }),
      INTENT,
      "unknown",
    ],
    ["an action in other letters is the same", trust([statement({ Action: "STS:assumerole" })]), INTENT, "equal"],
    ["an action by a pattern in other letters is the same", trust([statement({ Action: "STS:*" })]), INTENT, "equal"],
    [
      "another issuer than the provider's refuses everybody",
      conditioned({ StringEquals: { ...GOOD_CONDITION, "oidc:iss": `${ISSUER}/` } }),
      INTENT,
      "under",
    ],
    ["a Deny takes the subject away", trust([statement(), statement({ Effect: "Deny" })]), INTENT, "under"],
  ];

  it.each(others)("%s", (_what, document, intent, expected) => {
    expect(verdictOf(alicloud, document, intent).verdict).toBe(expected);
  });
});

describe("alicloudEvaluate", () => {
  it.each<[string, AlicloudTrust, Token, Decision["decision"]]>([
    ["admits the ServiceAccount", trust([statement()]), token(), "allow"],
    ["denies another ServiceAccount", trust([statement()]), token("ns:other"), "deny"],
    [
      "denies the same ServiceAccount of another cluster",
      trust([statement()]),
      token("ns:sa", AUDIENCE, OTHER_ISSUER),
      "deny",
    ],
    ["denies an audience that is no client id", trust([statement()]), token("ns:sa", "other"), "deny"],
    [
      "does not decide several audiences of which one is a client id",
      trust([statement()]),
      token("ns:sa", [AUDIENCE, "other"]),
      "unknown",
    ],
    [
      "does not decide several audiences where only the provider asks for one",
      conditioned({ StringEquals: { "oidc:iss": ISSUER, "oidc:sub": S } }),
      token("ns:sa", [AUDIENCE, "other"]),
      "unknown",
    ],
    [
      "does not decide a token without sub",
      trust([statement()]),
      { ...token(), sub: undefined as unknown as string },
      "unknown",
    ],
    [
      "does not decide an issuer that the only provider may stand for",
      { ...trust([statement({ Condition: {} })]), oidcProviders: [] },
      token(),
      "unknown",
    ],
    [
      "matches * in the middle of a value",
      conditioned({ StringEquals: AUD_ISS, StringLike: { "oidc:sub": sub("n*:s?") } }),
      token(),
      "allow",
    ],
  ])("%s", (_what, document, seen, answer) => {
    expect(alicloud.evaluate(document, seen).decision).toBe(answer);
  });
});
