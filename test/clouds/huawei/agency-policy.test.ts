import { describe, expect, it } from "vitest";
import { huawei } from "../../../src/clouds/huawei/cloud";
import { verdictOf } from "../../../src/clouds/proof";
import type { Token } from "../../../src/core/token";
import { prove } from "../../../src/verifier";
import { agencyTrust, CLIENT_ID, INTENT, ISSUER, SUBJECT, sub, token, URN } from "./good-trust";

const OTHER_URN = "iam::0a1b2c:oidcProvider:staging";
const OTHER_ISSUER = "https://issuer.example.com/staging";
const PROVIDERS = [
  { urn: URN, issuer: ISSUER, clientIds: [CLIENT_ID] },
  { urn: OTHER_URN, issuer: OTHER_ISSUER, clientIds: [CLIENT_ID] },
];
const GOOD = { "oidc:iss": [ISSUER], "oidc:aud": [CLIENT_ID], "oidc:sub": [sub("ns:sa")] };

function policy(Condition: object, more: object = {}, version = "5.0"): object {
  const statement = {
    Effect: "Allow",
    Action: ["sts:agencies:assumeWithOIDC"],
    Principal: { Federated: [URN] },
    Condition,
    ...more,
  };
  return { Version: version, Statement: [statement] };
}

const without = (key: keyof typeof GOOD, more: object = {}) => {
  const { [key]: _, ...rest } = GOOD;
  return policy({ StringEquals: rest, ...more });
};

describe("the trust policy of an agency", () => {
  it("as this library writes it admits exactly the intended ServiceAccount", () => {
    expect(verdictOf(huawei, huawei.parse(agencyTrust()), INTENT)).toEqual({ verdict: "equal" });
    expect(huawei.evaluate(agencyTrust(), token()).decision).toBe("allow");
  });

  it("is read as the JSON text that the vendor's API answers", () => {
    const { trustPolicy } = agencyTrust();
    const text = { ...agencyTrust(), trustPolicy: JSON.stringify(trustPolicy) };
    expect(prove(text, INTENT)).toEqual({ verdict: "equal" });
    expect(prove({ ...text, trustPolicy: JSON.stringify(policy({})) }, INTENT).verdict).toBe("over");
  });

  it.each<[string, object, Partial<Token>]>([
    ["without oidc:sub", without("oidc:sub"), { sub: sub("a:a") }],
    [
      "with a wildcard under StringMatch",
      without("oidc:sub", { StringMatch: { "oidc:sub": [sub("ns:*")] } }),
      { sub: sub("ns:a") },
    ],
    [
      "with a wildcard under StringLike",
      without("oidc:sub", { StringLike: { "oidc:sub": sub("*:sa") } }),
      { sub: sub("a:sa") },
    ],
    [
      "with a negated subject",
      without("oidc:sub", { StringNotMatch: { "oidc:sub": [sub("x:*")] } }),
      { sub: sub("a:a") },
    ],
    [
      "for two providers that takes no issuer",
      policy(
        { StringEquals: { "oidc:aud": [CLIENT_ID], "oidc:sub": [sub("ns:sa")] } },
        { Principal: { Federated: [URN, OTHER_URN] } },
      ),
      { iss: OTHER_ISSUER, sub: sub("ns:sa") },
    ],
    [
      "for another service",
      {
        Version: "5.0",
        Statement: [
          ...(policy({ StringEquals: GOOD }) as { Statement: object[] }).Statement,
          { Effect: "Allow", Action: ["sts:agencies:assume"], Principal: { Service: ["service.ECS"] } },
        ],
      },
      {},
    ],
  ])("%s is over", (_, trustPolicy, witness) => {
    const trust = agencyTrust(trustPolicy, PROVIDERS);
    const verdict = verdictOf(huawei, huawei.parse(trust), INTENT);
    expect(verdict).toMatchObject({ verdict: "over", token: witness });
    if (verdict.verdict === "over" && verdict.token.iss !== "") {
      expect(huawei.evaluate(trust, verdict.token).decision).toBe("allow");
    }
  });

  it.each<[string, object]>([
    [
      "under StringEquals with a wildcard",
      without("oidc:sub", { StringEquals: { ...GOOD, "oidc:sub": [sub("ns:*")] } }),
    ],
    ["with another issuer", policy({ StringEquals: { ...GOOD, "oidc:iss": [`${ISSUER}/`] } })],
    [
      "with the action of another token service",
      policy({ StringEquals: GOOD }, { Action: ["sts:AssumeRoleWithWebIdentity"] }),
    ],
  ])("%s is under", (_, trustPolicy) => {
    const trust = agencyTrust(trustPolicy);
    expect(verdictOf(huawei, trust, INTENT)).toMatchObject({ verdict: "under", token: { sub: sub("ns:sa") } });
    expect(huawei.evaluate(trust, token()).decision).toBe("deny");
  });

  it.each<[string, object]>([
    ["a condition on the request", policy({ StringEquals: { ...GOOD, "g:SourceIp": "10.0.0.1" } })],
    ["a set operator", policy({ "ForAnyValue:StringEquals": GOOD })],
    ["IfExists", policy({ StringEqualsIfExists: GOOD })],
    ["an operator that is not known", policy({ StringResembles: GOOD })],
    ["everybody", policy({ StringEquals: GOOD }, { Principal: "*" })],
    ["a key in other letters", policy({ StringEquals: { ...GOOD, "OIDC:sub": [sub("ns:sa")] } })],
  ])("with %s is never proved", (_, trustPolicy) => {
    expect(verdictOf(huawei, agencyTrust(trustPolicy), INTENT).verdict).toBe("unknown");
  });

  it("of an issuer that IAM cannot fetch keys from is never proved", () => {
    for (const issuer of [
      "https://kubernetes.default.svc.cluster.local",
      "https://10.0.0.1",
      "https://oidc.internal",
    ]) {
      const trustPolicy = policy({ StringEquals: { ...GOOD, "oidc:iss": [issuer] } });
      const trust = agencyTrust(trustPolicy, [{ urn: URN, issuer, clientIds: [CLIENT_ID] }]);
      expect(verdictOf(huawei, trust, { ...INTENT, subjects: [{ issuer, ...SUBJECT }] })).toMatchObject({
        verdict: "unknown",
        reason: expect.stringContaining(issuer),
      });
    }
  });

  it("of another version or with a misspelt element is refused", () => {
    for (const trustPolicy of [
      policy({ StringEquals: GOOD }, {}, "1.1"),
      policy({ StringEquals: GOOD }, { Conditions: {} }),
    ]) {
      expect(() => huawei.parse(agencyTrust(trustPolicy))).toThrow(
        expect.objectContaining({ code: "huawei-trust-invalid" }),
      );
    }
  });

  it("shows the misconfigurations that all clouds share", () => {
    const trust = agencyTrust(policy({ StringEquals: { ...GOOD, "oidc:sub": [sub("ns:default")] } }));
    const intent = { ...INTENT, subjects: [{ issuer: ISSUER, ...SUBJECT }] };
    expect(verdictOf(huawei, trust, intent)).toMatchObject({ findings: ["K2"] });
  });
});
