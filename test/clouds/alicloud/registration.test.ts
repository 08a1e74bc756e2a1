import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { AlicloudIssuerRegistrationArgs } from "../../../src/clouds/alicloud/args";
import { AlicloudIssuerRegistration } from "../../../src/clouds/alicloud/registration";
import { AckPodIdentityWebhook } from "../../../src/clouds/alicloud/webhook-addon";
import type { MockedResource } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import { faultCodes } from "../../support/fault-codes";
import { lateFaults } from "../../support/late-faults";

const url = "https://oidc.eks.us-west-2.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const ackUrl = "https://oidc-ack-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/c0123456789";
const fingerprint = "0BBFAB97059595E8D1EC48E89EB8657C0E5AAE71";

let resources: readonly MockedResource[];

const codes = (args: object, name = "prod") =>
  faultCodes(() => new AlicloudIssuerRegistration(name, args as AlicloudIssuerRegistrationArgs));

async function providerOf(args: AlicloudIssuerRegistrationArgs): Promise<Record<string, unknown> | undefined> {
  await outputValue(new AlicloudIssuerRegistration("prod", args).registration);
  return resources.find(({ type }) => type === "alicloud:ims/oidcProvider:OidcProvider")?.inputs;
}

describe("AlicloudIssuerRegistration", () => {
  it.each([url, "https://kubernetes.default.svc"])("refuses %s as audience, which API servers take", (audience) => {
    expect(codes({ url, audience, fingerprints: [fingerprint] })).toEqual(["audience-of-api-server"]);
  });

  beforeEach(async () => {
    ({ resources } = await installCloudMocks());
  });

  it("registers the issuer unchanged for one audience, with fingerprints in one spelling and order", async () => {
    const other = "F".repeat(40);
    expect(await providerOf({ url, fingerprints: [other, fingerprint, pulumi.output(fingerprint)] })).toEqual({
      oidcProviderName: expect.stringMatching(/^prod-oidc-provider-[0-9a-f]{8}$/),
      issuerUrl: url,
      clientIds: ["sts.aliyuncs.com"],
      fingerprints: [fingerprint.toLowerCase(), other.toLowerCase()],
    });
  });

  it("hands the provider's settings through", async () => {
    const settings = { issuanceLimitTime: 24, description: "clusters" };
    const args = { url, fingerprints: [fingerprint], providerName: "eks", audience: "own", ...settings };
    expect(await providerOf(args)).toMatchObject({ oidcProviderName: "eks", clientIds: ["own"], ...settings });
  });

  it("returns the entry that workloads need", async () => {
    const { registration } = new AlicloudIssuerRegistration("prod", {
      url,
      fingerprints: [fingerprint],
      providerName: "eks",
    });
    expect(await outputValue(registration)).toEqual({
      oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/eks",
    });
  });

  it("calls the provider otherwise in every stack, so that stacks can share an account", async () => {
    const names = new Set<unknown>();
    for (const stack of ["dev", "prod"]) {
      ({ resources } = await installCloudMocks({ stack }));
      names.add((await providerOf({ url, fingerprints: [fingerprint] }))?.oidcProviderName);
    }
    expect(names.size).toBe(2);
  });

  it("can be previewed when the URL is not known yet", async () => {
    ({ resources } = await installCloudMocks({ preview: true }));
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    expect(codes({ url: unknown, fingerprints: [fingerprint] })).toEqual([]);
  });

  it("reports every fault at once when several arguments are wrong", () => {
    expect(
      codes({ url: "http://x", audience: "a*", fingerprints: ["x"], providerName: "-", issuanceLimitTime: 0 }),
    ).toEqual([
      "alicloud-audience-invalid",
      "alicloud-fingerprint-invalid",
      "alicloud-issuance-limit-out-of-range",
      "alicloud-provider-name-invalid",
      "issuer-url-scheme",
    ]);
  });

  it.each([
    ["alicloud-fingerprints-missing", { url }],
    ["ack-issuer-not-adopted", { url: ackUrl, fingerprints: [fingerprint] }],
    ["ack-issuer-not-adopted", { url: ackUrl }],
    ["alicloud-issuer-url-at", { url: "https://example.com/a@b", fingerprints: [fingerprint] }],
    ["issuer-url-too-long", { url: `https://example.com/${"x".repeat(240)}`, fingerprints: [fingerprint] }],
  ])("refuses with %s", (code, args) => {
    expect(codes(args)).toEqual([code]);
  });

  it("registers an ACK issuer where that is allowed, for an account other than the cluster's", async () => {
    const inputs = await providerOf({ url: ackUrl, fingerprints: [fingerprint], allowAckIssuer: true });
    expect(inputs?.issuerUrl).toBe(ackUrl);
  });

  it("refuses an ACK issuer and wrong fingerprints also when they become known late", async () => {
    const args = { url: pulumi.output(ackUrl), fingerprints: [pulumi.output("x")] };
    const faults = await lateFaults(() => new AlicloudIssuerRegistration("prod", args));
    expect(faults.join()).toContain("[ack-issuer-not-adopted]");
    expect(resources.filter(({ type }) => type.startsWith("alicloud:"))).toEqual([]);
    ({ resources } = await installCloudMocks());
    const late = await lateFaults(() => new AlicloudIssuerRegistration("prod", { ...args, url }));
    expect(late.join()).toContain("[alicloud-fingerprint-invalid]");
  });

  it("refuses a second registration of one issuer in one account", () => {
    expect(codes({ url, fingerprints: [fingerprint] }, "first")).toEqual([]);
    expect(codes({ url, fingerprints: [fingerprint] }, "second")).toEqual(["issuer-registered-twice"]);
  });
});

describe("AckPodIdentityWebhook", () => {
  it("installs the add-on of the webhook in the cluster", async () => {
    ({ resources } = await installCloudMocks());
    const config = '{"AutoInjectSTSEnvVars":false}';
    const webhook = new AckPodIdentityWebhook("webhook", { clusterId: "c0123456789", version: "0.4.2", config });
    expect(await outputValue(webhook.version)).toBe("0.4.2");
    expect(resources.find(({ type }) => type.startsWith("alicloud:"))).toMatchObject({
      type: "alicloud:cs/kubernetesAddon:KubernetesAddon",
      name: "webhook-addon",
      inputs: { name: "ack-pod-identity-webhook", clusterId: "c0123456789", version: "0.4.2", config },
    });
  });
});
