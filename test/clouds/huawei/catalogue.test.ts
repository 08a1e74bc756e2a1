import { describe, expect, it } from "vitest";
import { huawei } from "../../../src/clouds/huawei/cloud";
import type { HuaweiTrust } from "../../../src/clouds/huawei/trust";
import { renderHuaweiRules } from "../../../src/clouds/huawei/trust";
import { verdictOf } from "../../../src/clouds/proof";
import type { Token } from "../../../src/core/token";
import type { Intent } from "../../../src/core/trust-intent";
import { agencyTrust, CLIENT_ID, GROUP, INTENT, ISSUER, rule, rulesTrust, SUBJECT, sub, URN } from "./good-trust";
import { JWKS, OTHER_JWKS } from "./support/samples";

const GOOD = renderHuaweiRules([SUBJECT], GROUP);
const CCE_ISSUER = "https://kubernetes.default.svc.cluster.local";
const BOTH_KEYS = JSON.stringify({ keys: [...JWKS.keys, ...OTHER_JWKS.keys] });
const onCce: Intent = { ...INTENT, subjects: [{ issuer: CCE_ISSUER, ...SUBJECT }] };

/** Every row of the catalogue as a change of the good trust, with the verdict, and what its token shows. */
type Mutant = [
  id: string,
  what: string,
  trust: HuaweiTrust,
  verdict: "over" | "under",
  witness: Partial<Token>,
  intent?: Intent,
];

const MUTANTS: Mutant[] = [
  ["H1", "everybody with a sub", rulesTrust([rule({ type: "sub" })]), "over", { sub: sub("a:a") }],
  [
    "H1",
    "a group for everybody beside a user name for everybody",
    rulesTrust([
      ...GOOD,
      { local: [{ user: { name: "anyone" } }], remote: [{ type: "sub" }] },
      { local: [{ group: { name: GROUP } }], remote: [{ type: "sub" }] },
    ]),
    "over",
    { sub: sub("a:a") },
  ],
  [
    "H2",
    "everybody but one",
    rulesTrust([rule({ type: "sub", not_any_of: [sub("ns:evil")] })]),
    "over",
    { sub: sub("a:a") },
  ],
  [
    "H9",
    "the provider of another cluster",
    rulesTrust(GOOD, { issuer: `${ISSUER}/staging` }),
    "over",
    { iss: `${ISSUER}/staging` },
  ],
  [
    "H3",
    "the keys of a second cluster",
    rulesTrust(GOOD, { issuer: CCE_ISSUER, signingKey: BOTH_KEYS }),
    "over",
    { jwks_kid: "key-c" },
    onCce,
  ],
  [
    "H4",
    "the audience of the API server for a client id",
    rulesTrust(GOOD, { clientId: CCE_ISSUER }),
    "over",
    { aud: [CCE_ISSUER], sub: sub("ns:sa") },
  ],
  [
    "H5",
    "a wildcard in a list",
    rulesTrust([rule({ type: "sub", any_one_of: [sub("ns:*")] })]),
    "under",
    { sub: sub("ns:sa") },
  ],
  [
    "H6",
    "a second rule for the group",
    rulesTrust([...GOOD, rule({ type: "sub", any_one_of: [sub("old:sa")] })]),
    "over",
    { sub: sub("old:sa") },
  ],
  [
    "H6",
    "a second rule that gives the group by a list of groups",
    rulesTrust([
      ...GOOD,
      {
        local: [{ user: { name: "ops" } }, { groups: JSON.stringify(["ops", GROUP]) }],
        remote: [{ type: "sub", any_one_of: [`^${sub("ops:[a-z]+")}$`], regex: true }],
      },
    ]),
    "over",
    { sub: sub("ops:a") },
  ],
  [
    "H7",
    "a key set that is stale",
    rulesTrust(GOOD, { signingKey: JSON.stringify({ keys: [JWKS.keys[0]] }) }),
    "under",
    { jwks_kid: "key-a" },
  ],
  ["H7", "a retired key that was kept", rulesTrust(GOOD, { signingKey: BOTH_KEYS }), "over", { jwks_kid: "key-c" }],
  [
    "K2",
    "the ServiceAccount default",
    rulesTrust([...GOOD, ...renderHuaweiRules([{ namespace: "ns", serviceAccount: "default" }], GROUP)]),
    "over",
    { sub: sub("ns:default") },
  ],
  [
    "K3",
    "the issuer that every cluster has, with a second cluster's key",
    rulesTrust(GOOD, { issuer: CCE_ISSUER, signingKey: BOTH_KEYS }),
    "over",
    { iss: CCE_ISSUER, jwks_kid: "key-c" },
    onCce,
  ],
];

const OTHER_ISSUER = "https://issuer.example.com/staging";
const OTHER_URN = "iam::0a1b2c:oidcProvider:staging";

/** An agency whose policy has this statement beside the good one, or in its place. */
function agency(statement: object, beside = true): HuaweiTrust {
  const [good] = (agencyTrust().trustPolicy as { Statement: object[] }).Statement;
  const changed = { ...good, ...statement };
  const providers = [
    { urn: URN, issuer: ISSUER, clientIds: [CLIENT_ID, "other-client"] },
    { urn: OTHER_URN, issuer: OTHER_ISSUER, clientIds: [CLIENT_ID] },
  ];
  return agencyTrust({ Version: "5.0", Statement: beside ? [good, changed] : [changed] }, providers);
}

const EQUALS = { "oidc:iss": [ISSUER], "oidc:aud": [CLIENT_ID], "oidc:sub": [sub("ns:sa")] };
const { "oidc:sub": _sub, ...NO_SUB } = EQUALS;
const { "oidc:aud": _aud, ...NO_AUD } = EQUALS;
const assumed = (Principal: object) => ({ Action: ["sts:agencies:assume"], Principal, Condition: {} });
const AGENCY_MUTANTS: Mutant[] = [
  ["H8", "a service beside", agency(assumed({ Service: ["service.CCE"] })), "over", { sub: "Service service.CCE" }],
  ["H8", "an account beside", agency(assumed({ IAM: ["0a1b2c"] })), "over", { sub: "IAM 0a1b2c" }],
  [
    "H9",
    "the provider of another cluster",
    agency({
      Principal: { Federated: [OTHER_URN] },
      Condition: { StringEquals: { ...EQUALS, "oidc:iss": [OTHER_ISSUER] } },
    }),
    "over",
    { iss: OTHER_ISSUER },
  ],
  [
    "H9",
    "an issuer that is not the provider's",
    agency({ Condition: { StringEquals: { ...EQUALS, "oidc:iss": [`${ISSUER}/`] } } }, false),
    "under",
    { iss: ISSUER },
  ],
  ["H10", "no subject", agency({ Condition: { StringEquals: NO_SUB } }, false), "over", { sub: sub("a:a") }],
  [
    "H11",
    "a wildcard",
    agency({ Condition: { StringEquals: NO_SUB, StringMatch: { "oidc:sub": [sub("ns:*")] } } }, false),
    "over",
    { sub: sub("ns:a") },
  ],
  ["H12", "no audience", agency({ Condition: { StringEquals: NO_AUD } }, false), "over", { aud: ["other-client"] }],
  [
    "H4",
    "the audience of the API server",
    agencyTrust(
      {
        Version: "5.0",
        Statement: [
          {
            ...(agencyTrust().trustPolicy as { Statement: object[] }).Statement[0],
            Condition: { StringEquals: { ...EQUALS, "oidc:aud": [CLIENT_ID, CCE_ISSUER] } },
          },
        ],
      },
      [{ urn: URN, issuer: ISSUER, clientIds: [CLIENT_ID, CCE_ISSUER] }],
    ),
    "over",
    { aud: [CCE_ISSUER] },
  ],
];

/** What a person writes and nobody can prove: never equal. */
const UNDECIDED: [row: string, what: string, rules: object[]][] = [
  ["H6", "a second rule on another claim", [...GOOD, rule({ type: "aud", any_one_of: [CLIENT_ID] })]],
  [
    "H1",
    "a claim for a user name",
    [{ local: [{ user: { name: "{0}" } }, { group: { name: GROUP } }], remote: [{ type: "sub" }] }],
  ],
  [
    "H1",
    "the group to everybody, and the catch-all rule",
    [
      ...GOOD,
      { local: [{ group: { name: GROUP } }], remote: [{ type: "sub" }] },
      { local: [{ user: { name: "FederationUser" } }], remote: [{ type: "__NAMEID__" }] },
    ],
  ],
  [
    "H6",
    "groups out of a claim",
    [...GOOD, { local: [{ user: { name: "x" } }, { groups: "{0}" }], remote: [{ type: "sub" }] }],
  ],
  ["H5", "an expression that is not anchored", [rule({ type: "sub", any_one_of: [sub("ns:sa")], regex: true })]],
];

describe("the trust policy of an agency", () => {
  it.each(AGENCY_MUTANTS)("with %s, %s, is %s", (id, _what, trust, verdict, witness) => {
    const result = verdictOf(huawei, huawei.parse(trust), INTENT);
    expect(result).toMatchObject({ verdict, token: witness, findings: expect.arrayContaining([id]) });
    if (!("token" in result) || result.otherWay !== undefined) return;
    expect(huawei.evaluate(trust, result.token).decision).toBe(verdict === "over" ? "allow" : "deny");
  });

  it("shows no misconfiguration of the catalogue where it is good", () => {
    expect(huawei.findings(agencyTrust(), INTENT)).toEqual([]);
  });
});

describe("rules of an identity provider", () => {
  it("as this library writes them admit exactly the intended ServiceAccount", () => {
    expect(verdictOf(huawei, rulesTrust(), INTENT)).toEqual({ verdict: "equal" });
  });

  it.each(MUTANTS)("with %s, %s, are %s", (id, _what, trust, verdict, witness, intent = INTENT) => {
    const result = verdictOf(huawei, huawei.parse(trust), intent);
    expect(result).toMatchObject({ verdict, token: witness, findings: expect.arrayContaining([id]) });
    if (result.verdict !== "over" && result.verdict !== "under") return;
    const isAboutKeys = "jwks_kid" in witness;
    const decision = isAboutKeys || verdict === "over" ? "allow" : "deny";
    expect(huawei.evaluate(trust, result.token).decision).toBe(decision);
  });

  it.each(UNDECIDED)("that show %s by %s are never proved", (_row, _what, rules) => {
    expect(verdictOf(huawei, huawei.parse(rulesTrust(rules)), INTENT).verdict).toBe("unknown");
  });

  it("show no misconfiguration of the catalogue where they are good", () => {
    expect(huawei.findings(rulesTrust(), INTENT)).toEqual([]);
  });

  it("name only what the document has: an issuer of one's own is no finding", () => {
    expect(huawei.findings(rulesTrust(GOOD, { issuer: ISSUER }), INTENT)).toEqual([]);
  });
});
