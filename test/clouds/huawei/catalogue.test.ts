import { describe, expect, it } from "vitest";
import { huawei } from "../../../src/clouds/huawei/cloud";
import type { HuaweiTrust } from "../../../src/clouds/huawei/trust";
import { renderHuaweiRules } from "../../../src/clouds/huawei/trust";
import { verdictOf } from "../../../src/clouds/proof";
import type { Token } from "../../../src/core/token";
import type { Intent } from "../../../src/core/trust-intent";
import { CLIENT_ID, GROUP, INTENT, ISSUER, rule, rulesTrust, SUBJECT, sub } from "./good-trust";
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
