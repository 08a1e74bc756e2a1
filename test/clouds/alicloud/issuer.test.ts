import { describe, expect, it } from "vitest";
import type { AckRrsaMetadata } from "../../../src/clouds/alicloud/issuer";
import { ackIssuer, isAckIssuerUrl } from "../../../src/clouds/alicloud/issuer";
import { WorkloadIdentityError } from "../../../src/core/errors";

const url = "https://oidc-ack-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/c0123456789";
const ramOidcProviderArn = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c0123456789";

function codeOf(metadata: AckRrsaMetadata | undefined): string {
  try {
    ackIssuer(metadata);
    return "none";
  } catch (error) {
    return (error as WorkloadIdentityError).code;
  }
}

describe("ackIssuer", () => {
  it("reads the issuer with the provider that ACK registered", () => {
    expect(ackIssuer({ enabled: true, rrsaOidcIssuerUrl: url, ramOidcProviderArn })).toEqual({
      url,
      alicloud: { oidcProviderArn: ramOidcProviderArn },
    });
  });

  it("takes the first when the cluster names several issuers", () => {
    const rrsaOidcIssuerUrl = `${url}, https://kubernetes.default.svc`;
    expect(ackIssuer({ enabled: true, rrsaOidcIssuerUrl, ramOidcProviderArn }).url).toBe(url);
  });

  it.each([
    ["ack-rrsa-disabled", undefined],
    ["ack-rrsa-disabled", { enabled: false, rrsaOidcIssuerUrl: "", ramOidcProviderArn: "" }],
    ["ack-rrsa-disabled", { enabled: false, rrsaOidcIssuerUrl: url, ramOidcProviderArn }],
    ["ack-rrsa-incomplete", { enabled: true, rrsaOidcIssuerUrl: "", ramOidcProviderArn }],
    ["ack-rrsa-incomplete", { enabled: true, rrsaOidcIssuerUrl: ",", ramOidcProviderArn }],
    ["ack-rrsa-incomplete", { enabled: true, rrsaOidcIssuerUrl: url, ramOidcProviderArn: "" }],
  ])("throws %s when the cluster says %o", (code, metadata) => {
    expect(codeOf(metadata)).toBe(code);
    expect(() => ackIssuer(metadata)).toThrow(WorkloadIdentityError);
  });
});

describe("isAckIssuerUrl", () => {
  it.each([
    [url, true],
    ["https://oidc-ack-cn-beijing.oss-cn-beijing-internal.aliyuncs.com/c1", true],
    ["https://oidc-ack-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com.example.com/c1", false],
    ["https://example.com/oidc-ack-x.oss-y.aliyuncs.com", false],
    ["https://my-issuer.oss-cn-hangzhou.aliyuncs.com/c1", false],
    [undefined, false],
  ])("%s: %s", (value, expected) => {
    expect(isAckIssuerUrl(value)).toBe(expected);
  });
});
