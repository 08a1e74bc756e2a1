import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlicloudRegistrationArgs, AlicloudWorkloadArgs } from "../../../src/clouds/alicloud/args";
import {
  checkAlicloudIssuerUrl,
  checkAlicloudProviderArn,
  checkAlicloudRegistrable,
  checkAlicloudRegistration,
  checkAlicloudTrustSize,
  checkAlicloudWebhookAccount,
  checkAlicloudWorkload,
} from "../../../src/clouds/alicloud/limits";
import type { Issue } from "../../../src/core/issue";

const faults = (issues: Issue[]) => issues.map(({ code, path }) => `${path}: ${code}`).sort();
const names = (count: number) => Array.from({ length: count }, (_, index) => `Policy-${index}`);
const externalRoleArn = "acs:ram::1234567890123456:role/legacy.Role-1";
const fingerprint = "0BBFAB97059595E8D1EC48E89EB8657C0E5AAE71";

describe("checkAlicloudWorkload", () => {
  it("finds no fault when every argument is at its bound", () => {
    const args: AlicloudWorkloadArgs = {
      systemPolicies: names(20),
      customPolicies: names(9),
      policies: { a: `{"a":"${"x".repeat(6144 - 8)}"}` },
      roleName: "A.b-9".padEnd(64, "x"),
      description: "d".repeat(1024),
      maxSessionDuration: 43_200,
      audience: "sts.aliyuncs.com",
      stsRegion: "cn-hangzhou",
      stsVpcEndpoint: true,
      roleSessionName: "A.b@9_-".padEnd(64, "x"),
      token: { path: "ram/token", expirationSeconds: 43_200 },
    };
    expect(faults(checkAlicloudWorkload(args))).toEqual([]);
    expect(faults(checkAlicloudWorkload({ externalRoleArn, systemPolicies: names(20) }))).toEqual([]);
  });

  it.each<[string, object]>([
    ["audience: alicloud-audience-invalid", { audience: "sts*" }],
    ["roleSessionName: alicloud-session-name-invalid", { roleSessionName: "o" }],
    ["roleSessionName: alicloud-session-name-invalid", { roleSessionName: "shop/orders" }],
    ["roleSessionName: alicloud-session-name-invalid", { roleSessionName: "o".repeat(65) }],
    ["stsEndpoint: alicloud-sts-endpoint-invalid", { stsEndpoint: "https://sts.aliyuncs.com" }],
    ["stsRegion: alicloud-sts-endpoint-ambiguous", { stsEndpoint: "sts.aliyuncs.com", stsRegion: "cn-hangzhou" }],
    ["audience: alicloud-audience-invalid", { audience: "" }],
    ["audience: audience-of-api-server", { audience: "https://kubernetes.default.svc" }],
    ["audience: alicloud-audience-invalid", { audience: ".x" }],
    ["audience: alicloud-audience-invalid", { audience: "x".repeat(129) }],
    ["roleName: alicloud-role-name-invalid", { roleName: "my_role" }],
    ["roleName: alicloud-role-name-invalid", { roleName: "x".repeat(65) }],
    ["roleName: shape-invalid", { roleName: 7 }],
    ["importRole: alicloud-role-name-invalid", { importRole: "role/x" }],
    ["externalRoleArn: alicloud-role-arn-invalid", { externalRoleArn: "arn:aws:iam::111122223333:role/x" }],
    ["description: alicloud-description-invalid", { description: "" }],
    ["description: alicloud-description-invalid", { description: "x".repeat(1025) }],
    ["maxSessionDuration: alicloud-session-duration-out-of-range", { maxSessionDuration: 3599 }],
    ["maxSessionDuration: alicloud-session-duration-out-of-range", { maxSessionDuration: 43_201 }],
    ["systemPolicies[0]: alicloud-policy-name-invalid", { systemPolicies: ["Aliyun OSS"] }],
    ["systemPolicies[1]: alicloud-policy-duplicate", { systemPolicies: ["A", "A"] }],
    ["customPoliciesByKey.b: alicloud-policy-duplicate", { customPolicies: ["A"], customPoliciesByKey: { b: "A" } }],
    ["systemPoliciesByKey.a b: grant-key-invalid", { systemPoliciesByKey: { "a b": "A" } }],
    ["systemPoliciesByKey.a: alicloud-policy-name-invalid", { systemPoliciesByKey: { a: "A B" } }],
    ...["roleName", "description"].map((name): [string, object] => [
      `${name}: argument-without-effect`,
      { externalRoleArn, [name]: "a" },
    ]),
    ["maxSessionDuration: argument-without-effect", { externalRoleArn, maxSessionDuration: 3600 }],
    ["tags: argument-without-effect", { externalRoleArn, tags: {} }],
    ["customPolicies[0]: alicloud-policy-name-invalid", { customPolicies: ["a/b"] }],
    ["systemPolicies: shape-invalid", { systemPolicies: "AliyunOSSReadOnlyAccess" }],
    ["customPolicies: shape-invalid", { customPolicies: Promise.resolve([]) }],
    ["policies: shape-invalid", { policies: Promise.resolve({}) }],
    ["policies.a b: alicloud-policy-name-invalid", { policies: { "a b": "{}" } }],
    ["policies.a: alicloud-policy-document-invalid", { policies: { a: "allow all" } }],
    ["policies.a: alicloud-policy-document-invalid", { policies: { a: "[]" } }],
    ["policies.a: alicloud-policy-document-invalid", { policies: { a: `{"a":"${"x".repeat(6144)}"}` } }],
    ["importRole: alicloud-role-owner-unclear", { importRole: "legacy", externalRoleArn }],
    ["importRole: alicloud-role-owner-unclear", { importRole: "legacy", roleName: "other" }],
    ["stsRegion: alicloud-sts-region-missing", { stsVpcEndpoint: true }],
    ["token.expirationSeconds: token-expiration-out-of-range", { token: { expirationSeconds: 599 } }],
    ["token.expirationSeconds: token-expiration-out-of-range", { token: { expirationSeconds: 43_201 } }],
    ["token.path: token-path-invalid", { token: { path: "../x" } }],
  ])("finds %s", (expected, args) => {
    expect(faults(checkAlicloudWorkload(args as AlicloudWorkloadArgs))).toEqual([expected]);
  });

  it("never throws, whatever the arguments are", () => {
    const anything = fc.record(
      {
        audience: fc.anything(),
        roleName: fc.anything(),
        importRole: fc.anything(),
        externalRoleArn: fc.anything(),
        description: fc.anything(),
        maxSessionDuration: fc.anything(),
        systemPolicies: fc.oneof(fc.array(fc.anything()), fc.anything()),
        customPolicies: fc.oneof(fc.array(fc.anything()), fc.anything()),
        policies: fc.oneof(fc.dictionary(fc.string(), fc.anything()), fc.anything()),
        token: fc.oneof(fc.record({ path: fc.anything(), expirationSeconds: fc.anything() }), fc.anything()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anything, (args) => {
        for (const { code } of checkAlicloudWorkload(args as AlicloudWorkloadArgs)) {
          expect(code).toMatch(/^(alicloud|token|shape|argument)-[a-z-]+$/);
        }
      }),
    );
  });
});

describe("checkAlicloudRegistration", () => {
  it("finds no fault when every argument is at its bound", () => {
    const args: AlicloudRegistrationArgs = {
      fingerprints: [fingerprint, fingerprint.toLowerCase(), "0".repeat(40), "1".repeat(40), "2".repeat(40)],
      audience: "https://sts/a_b:c-d",
      providerName: "a".padEnd(127, "_").concat("z"),
      issuanceLimitTime: 168,
      description: "x".repeat(256),
    };
    expect(faults(checkAlicloudRegistration(args))).toEqual([]);
  });

  it.each<[string, object]>([
    ["fingerprints: alicloud-fingerprints-missing", { fingerprints: undefined }],
    ["fingerprints: alicloud-fingerprints-missing", { fingerprints: [] }],
    ["fingerprints: alicloud-too-many-fingerprints", { fingerprints: Array(6).fill(fingerprint) }],
    ["fingerprints[0]: alicloud-fingerprint-invalid", { fingerprints: [fingerprint.slice(1)] }],
    ["fingerprints[0]: alicloud-fingerprint-invalid", { fingerprints: ["0B:BF:AB"] }],
    ["providerName: alicloud-provider-name-invalid", { providerName: "-x" }],
    ["providerName: alicloud-provider-name-invalid", { providerName: "x".repeat(129) }],
    ["description: alicloud-description-invalid", { description: "x".repeat(257) }],
    ["issuanceLimitTime: alicloud-issuance-limit-out-of-range", { issuanceLimitTime: 0 }],
    ["issuanceLimitTime: alicloud-issuance-limit-out-of-range", { issuanceLimitTime: 169 }],
    ["issuanceLimitTime: alicloud-issuance-limit-out-of-range", { issuanceLimitTime: 1.5 }],
    ["audience: alicloud-audience-invalid", { audience: "a b" }],
  ])("finds %s", (expected, args) => {
    expect(faults(checkAlicloudRegistration({ fingerprints: [fingerprint], ...args }))).toEqual([expected]);
  });
});

describe("the checks of issuers, ARNs and sizes", () => {
  const ack = "https://oidc-ack-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/c1";
  const providerArn = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1";

  it("refuses an @ in an issuer URL", () => {
    expect(faults(checkAlicloudIssuerUrl("https://example.com/a@b", "url"))).toEqual(["url: alicloud-issuer-url-at"]);
    expect(checkAlicloudIssuerUrl("https://example.com/a", "url")).toEqual([]);
  });

  it("refuses to register an ACK issuer unless that is allowed", () => {
    expect(faults(checkAlicloudRegistrable(ack, undefined, "url"))).toEqual(["url: ack-issuer-not-adopted"]);
    expect(checkAlicloudRegistrable(ack, true, "url")).toEqual([]);
    expect(checkAlicloudRegistrable("https://example.com", undefined, "url")).toEqual([]);
  });

  it.each([
    "acs:ram::1:role/x",
    "acs:ram:::oidc-provider/x",
    "acs:ram::1:oidc-provider/",
    "acs:ram::1:oidc-provider/*x",
  ])("refuses %s as the ARN of an OIDC provider", (arn) => {
    expect(faults(checkAlicloudProviderArn(arn, "arn"))).toEqual(["arn: alicloud-oidc-provider-arn-invalid"]);
  });

  it("accepts the ARN of the provider that ACK makes", () => {
    expect(checkAlicloudProviderArn(providerArn, "arn")).toEqual([]);
  });

  it("compares the accounts of role and provider for the webhook when both are plain", () => {
    const check = (roleArn: unknown) => faults(checkAlicloudWebhookAccount(roleArn, providerArn, "issuer"));
    expect(check("acs:ram::9999999999999999:role/x")).toEqual(["issuer: alicloud-webhook-account-mismatch"]);
    expect(check("acs:ram::1234567890123456:role/x")).toEqual([]);
    expect(check(Promise.resolve("later"))).toEqual([]);
  });

  it("refuses a trust policy of more than 4096 characters", () => {
    expect(checkAlicloudTrustSize("x".repeat(4096), "subjects")).toEqual([]);
    expect(faults(checkAlicloudTrustSize("x".repeat(4097), "subjects"))).toEqual(["subjects: alicloud-trust-too-long"]);
  });
});
