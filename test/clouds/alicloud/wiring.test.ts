import { describe, expect, it } from "vitest";
import { alicloudProjectedWiring, alicloudWebhookWiring } from "../../../src/clouds/alicloud/wiring";
import { emptyWiring } from "../../../src/core/wiring";

const settings = {
  roleArn: "acs:ram::1234567890123456:role/orders",
  roleName: "orders",
  oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c0123456789",
  audience: "sts.aliyuncs.com",
};

describe("alicloudProjectedWiring", () => {
  it("carries token and environment in the pod, and names no role that a webhook would see", () => {
    expect(alicloudProjectedWiring(settings)).toEqual({
      ...emptyWiring(),
      rivals: expect.any(Array),
      excludedAnnotations: ["pod-identity.alibabacloud.com/role-name"],
      env: {
        ALIBABA_CLOUD_ROLE_ARN: settings.roleArn,
        ALIBABA_CLOUD_OIDC_PROVIDER_ARN: settings.oidcProviderArn,
        ALIBABA_CLOUD_OIDC_TOKEN_FILE: "/var/run/secrets/workload-identity/alicloud/token",
      },
      tokens: [{ audience: "sts.aliyuncs.com", path: "alicloud/token", expirationSeconds: 3600 }],
    });
  });

  it("uses the mount, path and lifetime that are asked for", () => {
    const { env, tokens } = alicloudProjectedWiring({
      ...settings,
      mountPath: "/tokens",
      tokenPath: "ram",
      expirationSeconds: 600,
    });
    expect(env.ALIBABA_CLOUD_OIDC_TOKEN_FILE).toBe("/tokens/ram");
    expect(tokens).toEqual([{ audience: "sts.aliyuncs.com", path: "ram", expirationSeconds: 600 }]);
  });
});

describe("alicloudWebhookWiring", () => {
  it("writes what the webhook reads, on the pod as well as on the namespace, and no token of its own", () => {
    expect(alicloudWebhookWiring(settings)).toEqual({
      ...emptyWiring(),
      rivals: expect.any(Array),
      serviceAccountAnnotations: {
        "pod-identity.alibabacloud.com/role-name": "orders",
        "pod-identity.alibabacloud.com/service-account-token-expiration": "3600",
      },
      namespaceLabels: { "pod-identity.alibabacloud.com/injection": "on" },
      podLabels: { "pod-identity.alibabacloud.com/injection": "on" },
      skipContainers: [
        {
          annotation: "pod-identity.alibabacloud.com/skip-containers",
          separator: ",",
          only: "pod-identity.alibabacloud.com/only-containers",
        },
      ],
      podSettings: [
        expect.objectContaining({
          annotation: "pod-identity.alibabacloud.com/service-account-token-expiration",
          expected: { min: 600, max: 43_200 },
        }),
      ],
    });
  });
});

describe("the wirings of Alibaba Cloud", () => {
  it.each([alicloudProjectedWiring<string>, alicloudWebhookWiring<string>])(
    "tell the SDK session, region and endpoint when they are asked for",
    (wiring) => {
      const options = { roleSessionName: "orders", stsRegion: "cn-hangzhou", stsVpcEndpoint: true };
      expect(wiring({ ...settings, ...options }).env).toMatchObject({
        ALIBABA_CLOUD_ROLE_SESSION_NAME: "orders",
        ALIBABA_CLOUD_STS_REGION: "cn-hangzhou",
        ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED: "true",
      });
    },
  );
});
