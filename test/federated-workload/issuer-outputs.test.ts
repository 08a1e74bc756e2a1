import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { FederatedWorkloadArgs } from "../../src";
import { FederatedWorkload } from "../../src";
import { installCloudMocks, settled } from "../../src/testing";
import { lateFaults } from "../support/late-faults";

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const registrations = { alicloud: { fingerprints: ["0123456789abcdef0123456789abcdef01234567"] } };

const CLOUDS: Record<string, Partial<FederatedWorkloadArgs>> = {
  aws: { aws: {} },
  azure: { azure: { resourceGroupName: "shop" } },
  gcp: { gcp: { project: "shop-prod", roles: ["roles/viewer"] } },
  alicloud: { alicloud: {}, registrations },
  "huawei, a user group": { huawei: {} },
  "huawei, a trust agency": { huawei: { mechanism: "trust-agency" } },
};

/** The faults of a workload with such an issuer, early and late, each by its code. */
async function codesOf(issuer: unknown, args: Partial<FederatedWorkloadArgs>): Promise<string[]> {
  const messages = await lateFaults(async () => {
    new FederatedWorkload("orders", { issuer: issuer as never, namespace: "shop", serviceAccount: "orders", ...args });
    await settled();
  });
  return [...new Set(messages.flatMap((message) => message.match(/\[[a-z][a-z0-9-]+\]/g) ?? []))];
}

describe.each(Object.entries(CLOUDS))("an output in the place of an issuer, on %s", (_, args) => {
  beforeEach(async () => {
    await installCloudMocks();
  });

  it.each<[string, () => unknown]>([
    ["the URL itself", () => pulumi.output(EKS)],
    ["nothing", () => pulumi.output(undefined)],
    ["the issuer of a cluster that has none", () => pulumi.output({ url: undefined })],
    ["the URL of a cluster that has none, in a literal", () => ({ url: pulumi.output(undefined), jwks })],
    ["a list of URLs, in a literal", () => ({ url: pulumi.output([EKS]), jwks })],
  ])("is told to be none, with what to write: %s", async (_, issuer) => {
    expect(await codesOf(issuer(), args)).toEqual(["[issuer-url-missing]"]);
  });
});
