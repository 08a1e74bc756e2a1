import { describe, expect, it } from "vitest";
import { aws } from "../../../src/clouds/aws/cloud";
import { verdictOf } from "../../../src/clouds/proof";
import { AUDIENCE, arnOf, INTENT, ISSUER, KEY, statement, sub } from "./good-trust";

const GITHUB = "https://token.actions.githubusercontent.com";
const CI = "token.actions.githubusercontent.com";
const MAIN = "repo:example/shop:ref:refs/heads/main";

/** The good statement, and one for GitHub with these conditions beside its audience. */
function withGithub(conditions: Record<string, Record<string, unknown>>, more: object[] = []) {
  const Condition = { ...conditions, StringEquals: { [`${CI}:aud`]: AUDIENCE, ...conditions.StringEquals } };
  return aws.parse({
    cloud: "aws",
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [statement(), statement({ Principal: { Federated: arnOf(GITHUB) }, Condition }), ...more],
    },
    oidcProviders: [ISSUER, GITHUB].map((issuer) => ({ arn: arnOf(issuer), issuer, clientIds: [AUDIENCE] })),
  });
}

describe("an issuer that is no cluster, on AWS", () => {
  it("may sign any claim, so a condition on one is never taken for unmet", () => {
    const trust = withGithub({ StringEquals: { [`${CI}:sub`]: MAIN, [`${CI}:repository_owner`]: "example" } });
    expect(verdictOf(aws, trust, INTENT)).toEqual({
      verdict: "unknown",
      reason: expect.stringContaining(`StringEquals ${CI}:repository_owner`),
    });
    const token = { iss: GITHUB, sub: MAIN, aud: [AUDIENCE] };
    expect(aws.evaluate(trust, token).decision).toBe("deny");
    expect(aws.evaluate(trust, { ...token, repository_owner: "example" }).decision).toBe("unknown");
  });

  const CLAIMS = { [`${CI}:repository`]: "example/shop", [`${CI}:ref`]: "refs/heads/main" };
  const NAMED = { ...INTENT, others: { aws: { subjects: [{ issuer: GITHUB, subject: MAIN }] } } };

  it.each([
    ["a claim alone", { StringEquals: CLAIMS }, INTENT, { repository: "example/shop", ref: "refs/heads/main" }],
    [
      "a pattern of a claim",
      { StringLike: { [`${CI}:job_workflow_ref`]: "o/r/*@v?" } },
      INTENT,
      { job_workflow_ref: "o/r/a@va" },
    ],
    ["a claim that must not be", { StringNotEquals: { [`${CI}:ACTOR`]: "bot" } }, INTENT, { actor: "a" }],
    ["a claim that must be there", { Null: { [`${CI}:environment`]: "false" } }, INTENT, { environment: "a" }],
    ["a claim that must not be there", { Null: { [`${CI}:environment`]: "true" } }, INTENT, {}],
    [
      "a claim under two conditions",
      {
        StringLike: { [`${CI}:ref`]: "refs/heads/*" },
        StringEquals: { [`${CI}:ref`]: ["refs/tags/v1", "refs/heads/v1"] },
      },
      INTENT,
      { ref: "refs/heads/v1" },
    ],
    [
      "a claim beside a subject that others do not have",
      { StringLike: { [`${CI}:sub`]: "repo:example/*" }, StringEquals: CLAIMS },
      NAMED,
      { repository: "example/shop" },
    ],
  ])("gets in by %s, with a token that carries it", (_, conditions, intent, claims) => {
    const trust = withGithub(conditions);
    const verdict = verdictOf(aws, trust, intent);
    expect(verdict).toMatchObject({ verdict: "over", token: claims });
    if ("token" in verdict) expect(aws.evaluate(trust, verdict.token).decision).toBe("allow");
  });

  it("equals an intent that names its subject, whatever else it has to carry", () => {
    const trust = withGithub({ StringEquals: { [`${CI}:sub`]: MAIN, ...CLAIMS } });
    expect(verdictOf(aws, trust, NAMED)).toEqual({ verdict: "equal" });
  });

  it("is kept out by a claim that no value meets", () => {
    const trust = withGithub({ StringEquals: CLAIMS, StringNotLike: { [`${CI}:repository`]: "example/*" } });
    expect(verdictOf(aws, trust, INTENT).verdict).not.toBe("over");
  });

  it("gets around a Deny on a claim that it leaves out, or says otherwise", () => {
    const deny = (operator: string) =>
      withGithub({ StringEquals: { [`${CI}:sub`]: MAIN } }, [
        statement({
          Effect: "Deny",
          Principal: { Federated: arnOf(GITHUB) },
          Condition: { [operator]: { [`${CI}:actor`]: "bot" } },
        }),
      ]);
    expect(verdictOf(aws, deny("StringEquals"), INTENT)).toMatchObject({ verdict: "over", token: { sub: MAIN } });
    const token = { sub: MAIN, actor: "bot" };
    expect(verdictOf(aws, deny("StringNotEquals"), INTENT)).toMatchObject({ verdict: "over", token });
    expect(verdictOf(aws, deny("ForAllValues:StringEquals"), INTENT)).toMatchObject({
      verdict: "over",
      token: { sub: MAIN, actor: "a" },
    });
  });

  it("does not make a claim known that no ServiceAccount token has", () => {
    const Condition = { StringEquals: { [`${KEY}:sub`]: sub("ns:*"), [`${KEY}:amr`]: "authenticated" } };
    const trust = aws.parse({
      ...withGithub({}),
      assumeRolePolicy: { Version: "2012-10-17", Statement: [statement(), statement({ Condition })] },
    });
    expect(verdictOf(aws, trust, INTENT)).toEqual({ verdict: "equal" });
  });
});
