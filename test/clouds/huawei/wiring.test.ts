import { describe, expect, it } from "vitest";
import { huaweiIdentityProviderWiring, huaweiTrustAgencyWiring } from "../../../src/clouds/huawei/wiring";
import { emptyWiring } from "../../../src/core/wiring";

const pod = { clientId: "prod-cluster" };
const agency = {
  oidcProviderUrn: "iam::a:oidcProvider:prod",
  agencyUrn: "iam::a:agency:orders",
  sessionName: "orders",
};

describe("huaweiIdentityProviderWiring", () => {
  it("carries a token for the client id, and the variables of Huawei's SDKs", () => {
    expect(huaweiIdentityProviderWiring({ ...pod, identityProviderId: "prod" })).toEqual({
      ...emptyWiring(),
      rivals: expect.any(Array),
      env: {
        HUAWEICLOUD_SDK_IDP_ID: "prod",
        HUAWEICLOUD_SDK_ID_TOKEN_FILE: "/var/run/secrets/workload-identity/huawei/token",
      },
      tokens: [{ audience: "prod-cluster", path: "huawei/token", expirationSeconds: 3600 }],
    });
  });

  it("names the place that sessions are for, and the address of IAM", () => {
    const settings = { ...pod, identityProviderId: "prod", iamEndpoint: "https://iam.eu-west-101.myhuaweicloud.eu" };
    expect(huaweiIdentityProviderWiring({ ...settings, projectId: "p1" }).env).toMatchObject({
      HUAWEICLOUD_SDK_IAM_ENDPOINT: settings.iamEndpoint,
      HUAWEICLOUD_SDK_PROJECT_ID: "p1",
    });
    expect(huaweiIdentityProviderWiring({ ...settings, domainId: "d1" }).env.HUAWEICLOUD_SDK_DOMAIN_ID).toBe("d1");
    expect(huaweiIdentityProviderWiring({ ...settings, projectName: "eu" }).env.HW_PROJECT_NAME).toBe("eu");
  });

  it("uses the mount, path and lifetime that are asked for", () => {
    const settings = { ...pod, identityProviderId: "prod", mountPath: "/tokens", tokenPath: "iam" };
    const { env, tokens } = huaweiIdentityProviderWiring({ ...settings, expirationSeconds: 600 });
    expect(env.HUAWEICLOUD_SDK_ID_TOKEN_FILE).toBe("/tokens/iam");
    expect(tokens).toEqual([{ audience: "prod-cluster", path: "iam", expirationSeconds: 600 }]);
  });
});

describe("huaweiTrustAgencyWiring", () => {
  it("carries a token, and says which agency it is for", () => {
    expect(huaweiTrustAgencyWiring({ ...pod, ...agency, stsEndpoint: "https://sts.example.com" })).toEqual({
      ...emptyWiring(),
      rivals: expect.any(Array),
      env: {
        HUAWEICLOUD_OIDC_PROVIDER_URN: agency.oidcProviderUrn,
        HUAWEICLOUD_OIDC_AGENCY_URN: agency.agencyUrn,
        HUAWEICLOUD_OIDC_TOKEN_FILE: "/var/run/secrets/workload-identity/huawei/token",
        HUAWEICLOUD_OIDC_SESSION_NAME: "orders",
        HUAWEICLOUD_SDK_STS_ENDPOINT: "https://sts.example.com",
      },
      tokens: [{ audience: "prod-cluster", path: "huawei/token", expirationSeconds: 3600 }],
    });
  });
});
