import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { ClusterIssuer } from "../src";
import { ClusterFederation } from "../src";
import type { CloudMocks } from "../src/testing/mocks";
import { installCloudMocks, outputValue } from "../src/testing/mocks";
import { faultCodes } from "./support/fault-codes";

const url = "https://issuer.example.com";
/** What a StackReference answers, which has no type. */
const fromStack = (issuer: pulumi.Input<ClusterIssuer>) => pulumi.output(issuer) as unknown as ClusterIssuer;
let mocks: CloudMocks;

beforeEach(async () => {
  mocks = await installCloudMocks();
});

describe("a ClusterFederation of an issuer that is an output", () => {
  it("adds its registrations to those that the issuer has, and lets Google fetch keys that nobody gave", async () => {
    const first = new ClusterFederation("prod", { issuer: { url }, aws: {} });
    const second = new ClusterFederation("more", { issuer: fromStack(first.issuer), gcp: { project: "shop" } });
    const issuer = await outputValue(second.issuer);
    expect(issuer).toMatchObject({
      url,
      aws: { oidcProviderArn: expect.stringContaining("oidc-provider/issuer.example.com") },
    });
    expect(issuer.gcp).toBeDefined();
    const [provider] = mocks.ofType("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider");
    expect(provider?.inputs.oidc).toEqual({ issuerUri: url });
  });

  it("registers what another stack published", async () => {
    const published = fromStack({ url, jwks: '{"keys":[]}' });
    const { issuer } = new ClusterFederation("prod", { issuer: published, aws: {} });
    expect(await outputValue(issuer)).toMatchObject({ url, aws: {} });
    expect(mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider")[0]?.inputs.url).toBe(url);
  });

  it("still has its own arguments checked", () => {
    const issuer = fromStack({ url });
    expect(faultCodes(() => new ClusterFederation("prod", { issuer, aws: { audience: "*" } }))).toEqual([
      "aws-audience-invalid",
    ]);
  });
});
