import { describe, expect, it } from "vitest";
import { aws } from "../../../src/clouds/aws/cloud";
import { parseAwsTrust } from "../../../src/clouds/aws/document";
import { verdictOf } from "../../../src/clouds/proof";
import { WorkloadIdentityError } from "../../../src/core/errors";
import { AUDIENCE, arnOf, INTENT, ISSUER, KEY, OTHER_ISSUER, statement, trust } from "./good-trust";

function faults(value: unknown): string[] {
  try {
    parseAwsTrust(value);
  } catch (error) {
    if (!(error instanceof WorkloadIdentityError)) throw error;
    expect(error.code).toBe("aws-trust-invalid");
    return error.issues.map(({ code, path }) => `${code} ${path}`);
  }
  return [];
}

describe("parseAwsTrust", () => {
  it("hands on a trust as it is", () => {
    const good = trust([statement()]);
    expect(parseAwsTrust(good)).toEqual(good);
  });

  it.each<[string, unknown, string[]]>([
    ["nothing", undefined, ["shape-invalid "]],
    ["a policy as a text that is none", { ...trust([]), assumeRolePolicy: "[]" }, ["shape-invalid assumeRolePolicy"]],
    [
      "a provider without client ids",
      { ...trust([]), oidcProviders: [{ arn: "a", issuer: ISSUER }] },
      ["shape-invalid oidcProviders[0].clientIds"],
    ],
    [
      "a field that trust policies lack",
      trust([statement({ Resource: "*" })]),
      ["policy-element-unknown assumeRolePolicy.Statement[0].Resource"],
    ],
    [
      "two providers for one issuer",
      {
        ...trust([]),
        oidcProviders: [ISSUER, KEY].map((issuer, index) => ({
          arn: `${arnOf(ISSUER)}${index === 0 ? "" : "/"}`,
          issuer,
          clientIds: [],
        })),
      },
      ["policy-provider-repeated oidcProviders[1]"],
    ],
    [
      "one ARN for two issuers",
      {
        ...trust([]),
        oidcProviders: [ISSUER, OTHER_ISSUER].map((issuer) => ({ arn: arnOf(ISSUER), issuer, clientIds: [] })),
      },
      ["policy-provider-issuer oidcProviders[1]"],
    ],
    [
      "more providers than an account can have",
      {
        ...trust([]),
        oidcProviders: Array.from({ length: 501 }, (_, index) => ({
          arn: `a${index}`,
          issuer: `https://${index}`,
          clientIds: [],
        })),
      },
      ["policy-too-large oidcProviders"],
    ],
    [
      "an association of a cluster without an ARN",
      {
        ...trust([]),
        podIdentityAssociations: [{ clusterArn: "prod", namespace: "shop", serviceAccount: "orders" }],
      },
      ["shape-invalid podIdentityAssociations[0].clusterArn"],
    ],
  ])("refuses %s", (_what, value, expected) => {
    expect(faults(value)).toEqual(expected);
  });

  it("takes the URL of a provider without its scheme, as IAM answers it", () => {
    const listed = {
      ...trust([statement()]),
      oidcProviders: [{ arn: arnOf(ISSUER), issuer: KEY, clientIds: [AUDIENCE] }],
    };
    expect(verdictOf(aws, listed, INTENT)).toEqual({ verdict: "equal" });
  });
});

describe("an unreadable trust policy", () => {
  it("is refused by evaluate and admits with a coded error", () => {
    const broken = trust([statement({ Effect: "allow" })]);
    expect(() => aws.evaluate(broken, { iss: ISSUER, sub: "x", aud: AUDIENCE })).toThrow(WorkloadIdentityError);
    expect(() => aws.admits(broken)).toThrow(WorkloadIdentityError);
  });
});
