import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alicloud } from "../../../src/clouds/alicloud/cloud";
import type { AlicloudTrust } from "../../../src/clouds/alicloud/trust";
import { contains } from "../../../src/core/language/member";
import { prove } from "../../../src/core/prove";
import type { Intent } from "../../../src/core/trust-intent";
import { rounds } from "../../support/rounds";
import {
  ARN,
  AUDIENCE,
  GOOD_CONDITION,
  statement as goodStatement,
  ISSUER,
  OTHER_ARN,
  OTHER_ISSUER,
  sub,
  token,
} from "./good-trust";

const RUNS = rounds(300);
const NAMES = ["ns:sa", "ns:a", "b:sa"];
const ISSUERS = [ISSUER, OTHER_ISSUER, "https://issuer.example.com"];
const AUDIENCES = [AUDIENCE, "other", "third"];
const UNLISTED_ARN = "acs:ram::1234567890123456:oidc-provider/unlisted";

const listOf = <T>(values: fc.Arbitrary<T>) => fc.oneof(values, fc.array(values, { minLength: 1, maxLength: 2 }));
const subjects = fc.constantFrom(...NAMES.map(sub), sub("ns:*"), sub("*:sa"), sub("ns:?"), sub("NS:SA"), "*");
const operators = fc.constantFrom(
  "StringEquals",
  "StringLike",
  "StringNotEquals",
  "StringNotLike",
  "StringEqualsIgnoreCase",
);
const condition = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(operators, fc.constant("oidc:sub"), listOf(subjects)) },
  { weight: 2, arbitrary: fc.tuple(operators, fc.constant("oidc:aud"), listOf(fc.constantFrom(...AUDIENCES, "*o*"))) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constant("StringEquals"), fc.constant("oidc:iss"), listOf(fc.constantFrom(...ISSUERS))),
  },
  fc.constantFrom<[string, string, string]>(
    ["IpAddress", "acs:SourceIp", "::1"],
    ["StringEqualsIfExists", "oidc:sub", "*"],
  ),
);
const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    Action: fc.constantFrom("sts:AssumeRole", "sts:AssumeRole", "sts:*", "STS:AssumeRole", "ecs:*"),
    Principal: fc.record({ Federated: listOf(fc.constantFrom(ARN, ARN, ARN, OTHER_ARN, UNLISTED_ARN)) }),
    conditions: fc.array(condition, { maxLength: 3 }),
  })
  .map(({ conditions, ...rest }) => {
    const merged: Record<string, Record<string, unknown>> = {};
    for (const [operator, key, values] of conditions) merged[operator] = { ...merged[operator], [key]: values };
    return { ...rest, Condition: merged };
  });
/** What people write, so that trusts which equal an intent are not rare. */
const usual = fc
  .subarray(NAMES, { minLength: 1 })
  .map((names) => goodStatement({ Condition: { StringEquals: { ...GOOD_CONDITION, "oidc:sub": names.map(sub) } } }));
const trust: fc.Arbitrary<AlicloudTrust> = fc
  .record({
    statements: fc.oneof(
      fc.array(statement, { maxLength: 3 }),
      fc.tuple(usual, fc.array(statement, { maxLength: 2 })).map(([first, more]) => [first, ...more]),
    ),
    clientIds: fc.subarray(AUDIENCES, { minLength: 1 }),
  })
  .map(({ statements, clientIds }) => ({
    cloud: "alicloud",
    assumeRolePolicy: { Statement: statements, Version: "1" },
    oidcProviders: [
      { arn: ARN, issuer: ISSUER, clientIds },
      { arn: OTHER_ARN, issuer: OTHER_ISSUER, clientIds: [AUDIENCE] },
    ],
  }));

const answer = (document: AlicloudTrust, name: string, audience: string | string[], issuer: string) =>
  alicloud.evaluate(document, token(name, audience, issuer)).decision;

describe("the two readings of a RAM role's trust policy", () => {
  it("agree on every token with one audience", () => {
    fc.assert(
      fc.property(
        trust,
        fc.constantFrom(...ISSUERS),
        fc.constantFrom(...NAMES),
        fc.constantFrom(...AUDIENCES),
        (document, issuer, name, audience) => {
          const member = contains(alicloud.admits(document).subjects(issuer, audience), sub(name));
          const decision = answer(document, name, audience, issuer);
          // The sets leave open who gets in where this audience comes together with a client id.
          const clientIds = document.oidcProviders.find((provider) => provider.issuer === issuer)?.clientIds;
          if (member === "unknown" && decision === "deny" && clientIds?.includes(audience) === false) return;
          expect(decision).toBe(member === "unknown" ? "unknown" : member ? "allow" : "deny");
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("agree on what a proof says", () => {
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(trust, (document) => {
        const admitted = ISSUERS.flatMap((issuer) =>
          NAMES.filter((name) => answer(document, name, AUDIENCE, issuer) === "allow").map((name) => {
            const [namespace = "", serviceAccount = ""] = name.split(":");
            return { issuer, namespace, serviceAccount };
          }),
        );
        const subjects = admitted.length > 0 ? admitted : [{ issuer: ISSUER, namespace: "ns", serviceAccount: "sa" }];
        const intent: Intent = { subjects, audience: AUDIENCE };
        const proof = prove(alicloud.admits(document), intent);
        verdicts.add(proof.verdict);
        if (proof.verdict === "over") expect(alicloud.evaluate(document, proof.token).decision).toBe("allow");
        if (proof.verdict === "under") expect(alicloud.evaluate(document, proof.token).decision).toBe("deny");
        if (proof.verdict !== "equal") return;
        for (const issuer of ISSUERS) {
          for (const name of NAMES) {
            const isIntended = subjects.some(
              (one) => one.issuer === issuer && `${one.namespace}:${one.serviceAccount}` === name,
            );
            expect(answer(document, name, AUDIENCE, issuer)).toBe(isIntended ? "allow" : "deny");
            expect(answer(document, name, "third", issuer)).toBe("deny");
            if (!isIntended) expect(answer(document, name, AUDIENCES, issuer)).toBe("deny");
          }
        }
      }),
      { numRuns: RUNS },
    );
    expect(verdicts).toEqual(new Set(["equal", "over", "under", "unknown"]));
  });
});
