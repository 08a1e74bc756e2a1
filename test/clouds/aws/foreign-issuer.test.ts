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
    const trust = withGithub({ StringEquals: { [`${CI}:sub`]: MAIN, [`${CI}:repository`]: "example/shop" } });
    expect(verdictOf(aws, trust, INTENT)).toEqual({
      verdict: "unknown",
      reason: expect.stringContaining(`StringEquals ${CI}:repository`),
    });
    const token = { iss: GITHUB, sub: MAIN, aud: [AUDIENCE] };
    expect(aws.evaluate(trust, token).decision).toBe("deny");
    expect(aws.evaluate(trust, { ...token, repository: "example/shop" }).decision).toBe("unknown");
  });

  it("gets around a Deny on a claim that it leaves out, and is stopped by one for tokens without the claim only where it must", () => {
    const deny = (operator: string) =>
      withGithub({ StringEquals: { [`${CI}:sub`]: MAIN } }, [
        statement({
          Effect: "Deny",
          Principal: { Federated: arnOf(GITHUB) },
          Condition: { [operator]: { [`${CI}:actor`]: "bot" } },
        }),
      ]);
    expect(verdictOf(aws, deny("StringEquals"), INTENT)).toMatchObject({ verdict: "over", token: { sub: MAIN } });
    expect(verdictOf(aws, deny("StringNotEquals"), INTENT)).toMatchObject({ verdict: "unknown" });
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
