import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type {
  AlicloudIdentity,
  AlicloudSubject,
  AlicloudWorkloadIdentityArgs,
} from "../../../src/clouds/alicloud/args";
import { ackIssuer } from "../../../src/clouds/alicloud/issuer";
import { AlicloudWorkloadIdentity } from "../../../src/clouds/alicloud/workload-identity";
import type { MockedResource } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue, settled } from "../../../src/testing/mocks";
import { faultCodes } from "../../support/fault-codes";
import { lateFaults } from "../../support/late-faults";

const url = "https://oidc-ack-cn-hangzhou.oss-cn-hangzhou.aliyuncs.com/c0123456789";
const ramOidcProviderArn = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c0123456789";
const issuer = ackIssuer({ enabled: true, rrsaOidcIssuerUrl: url, ramOidcProviderArn });
const green = {
  url: "https://green.example.com",
  alicloud: { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/green" },
};
const subject = (serviceAccount: string, of: AlicloudSubject["issuer"] = issuer): AlicloudSubject => ({
  issuer: of,
  namespace: "rrsa-demo",
  serviceAccount,
});

let resources: readonly MockedResource[];

const codes = (args: object) =>
  faultCodes(() => new AlicloudWorkloadIdentity("orders", args as AlicloudWorkloadIdentityArgs));

async function identityOf(args: AlicloudWorkloadIdentityArgs): Promise<AlicloudIdentity> {
  const identity = await outputValue(new AlicloudWorkloadIdentity("orders", args).identity);
  await settled();
  return identity;
}

const ofType = (type: string) => resources.filter((resource) => resource.type === `alicloud:ram/${type}`);

describe("AlicloudWorkloadIdentity", () => {
  beforeEach(async () => {
    ({ resources } = await installCloudMocks());
  });

  it("writes the trust policy of ack-ram-tool byte for byte when one ServiceAccount is trusted", async () => {
    const { trustPolicy } = await identityOf({ subjects: [subject("demo-sa")] });
    expect(trustPolicy).toBe(
      '{"Statement":[{"Action":"sts:AssumeRole",' +
        `"Condition":{"StringEquals":{"oidc:aud":"sts.aliyuncs.com","oidc:iss":"${url}",` +
        '"oidc:sub":"system:serviceaccount:rrsa-demo:demo-sa"}},' +
        `"Effect":"Allow","Principal":{"Federated":["${ramOidcProviderArn}"]}}],"Version":"1"}`,
    );
    expect(ofType("role:Role")[0]?.inputs.assumeRolePolicyDocument).toBe(trustPolicy);
  });

  it("writes the same policy when subjects and issuers come in another order", async () => {
    const subjects = [subject("a"), subject("b"), subject("a", green), subject("b", green)];
    const forward = await identityOf({ subjects });
    ({ resources } = await installCloudMocks());
    const backward = await identityOf({ subjects: [...subjects].reverse() });
    expect(backward.trustPolicy).toBe(forward.trustPolicy);
    expect(JSON.parse(forward.trustPolicy).Statement).toHaveLength(2);
  });

  it("pins every statement to its own issuer and provider when clusters share a role", async () => {
    const { trustPolicy } = await identityOf({ subjects: [subject("a"), subject("a", green)] });
    const statements: { Condition: { StringEquals: object }; Principal: object }[] = JSON.parse(trustPolicy).Statement;
    expect(statements.map(({ Condition, Principal }) => ({ ...Condition.StringEquals, ...Principal }))).toEqual([
      expect.objectContaining({ "oidc:iss": green.url, Federated: [green.alicloud.oidcProviderArn] }),
      expect.objectContaining({ "oidc:iss": url, Federated: [ramOidcProviderArn] }),
    ]);
  });

  it("creates the role, its policies and nothing else when they are asked for", async () => {
    const { roleArn, roleName, oidcProviderArn, proof } = await identityOf({
      subjects: [subject("a")],
      systemPolicies: ["AliyunOSSReadOnlyAccess"],
      customPolicies: [pulumi.output("shared")],
      policies: { queue: '{"Version":"1","Statement":[]}' },
      description: "orders",
      maxSessionDuration: 7200,
      tags: { team: "shop" },
    });
    expect(roleName).toMatch(/^orders-role-[0-9a-f]{8}$/);
    expect(roleArn).toBe(`acs:ram::1234567890123456:role/${roleName}`);
    expect(oidcProviderArn).toBe(ramOidcProviderArn);
    expect(proof).toContain("exactly 1 ServiceAccount");
    expect(resources.map(({ type, name }) => `${type} ${name}`).sort()).toEqual([
      "alicloud:ram/policy:Policy orders-policy-queue",
      "alicloud:ram/role:Role orders-role",
      "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment orders-custom-policy-1",
      "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment orders-policy-queue-attachment",
      expect.stringMatching(
        /^alicloud:ram\/rolePolicyAttachment:RolePolicyAttachment orders-system-policy-AliyunOSSReadOnlyAccess-[0-9a-f]{8}$/,
      ),
      "pulumi-workload-identity:index:AlicloudWorkloadIdentity orders",
    ]);
    expect(ofType("role:Role")[0]?.inputs).toMatchObject({
      roleName,
      description: "orders",
      maxSessionDuration: 7200,
      tags: { team: "shop" },
      force: true,
    });
    const policyName = ofType("policy:Policy")[0]?.inputs.policyName;
    expect(policyName).toMatch(/^orders-policy-queue-[0-9a-f]{8}$/);
    expect(ofType("rolePolicyAttachment:RolePolicyAttachment").map(({ inputs }) => inputs)).toEqual(
      expect.arrayContaining([
        { roleName, policyName: "AliyunOSSReadOnlyAccess", policyType: "System" },
        { roleName, policyName: "shared", policyType: "Custom" },
        { roleName, policyName, policyType: "Custom" },
      ]),
    );
  });

  it("changes no other resource when the first of three subjects and policies is removed", async () => {
    const run = async (names: string[]) => {
      ({ resources } = await installCloudMocks());
      await identityOf({ subjects: names.map((name) => subject(name)), systemPolicies: names });
      return resources.map(({ name }) => name).sort();
    };
    const [before, after] = [await run(["a", "b", "c"]), await run(["b", "c"])];
    expect(before.filter((name) => !after.includes(name))).toEqual([
      expect.stringMatching(/^orders-system-policy-a-[0-9a-f]{8}$/),
    ]);
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });

  it("makes up a name that RAM accepts when the component's name is none", async () => {
    const names = ["über_mäßig lange/Namen ".repeat(9), "_".repeat(80), "orders"];
    for (const name of names) {
      ({ resources } = await installCloudMocks());
      const { identity } = new AlicloudWorkloadIdentity(name, { subjects: [subject("a")] });
      expect((await outputValue(identity)).roleName).toMatch(/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/);
    }
  });

  it("takes the name that is asked for", async () => {
    expect((await identityOf({ subjects: [subject("a")], roleName: "orders.v2" })).roleName).toBe("orders.v2");
  });

  it("takes an existing role over by import, with its whole trust", async () => {
    const { roleName, proof } = await identityOf({ subjects: [subject("a")], importRole: "legacy" });
    expect(roleName).toBe("legacy");
    expect(proof).toMatch(/^proved/);
    expect(ofType("role:Role")[0]?.inputs.roleName).toBe("legacy");
  });

  it("leaves the role alone and names the statements to add when the role is external", async () => {
    const externalRoleArn = "acs:ram::1234567890123456:role/legacy";
    const identity = await identityOf({
      subjects: [subject("a")],
      externalRoleArn,
      systemPolicies: ["AliyunECSReadOnlyAccess"],
    });
    expect(identity).toMatchObject({ roleArn: externalRoleArn, roleName: "legacy" });
    expect(JSON.parse(identity.trustPolicy).Statement).toHaveLength(1);
    expect(identity.proof).toMatch(/^not proved/);
    expect(ofType("role:Role")).toEqual([]);
    expect(ofType("rolePolicyAttachment:RolePolicyAttachment")[0]?.inputs.roleName).toBe("legacy");
  });

  it("can be previewed when the issuer is not known yet", async () => {
    ({ resources } = await installCloudMocks({ preview: true }));
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    expect(codes({ subjects: [subject("a", { url: unknown, alicloud: { oidcProviderArn: unknown } })] })).toEqual([]);
    expect(codes({ subjects: [subject("a", unknown as unknown as pulumi.Output<typeof issuer>)] })).toEqual([]);
  });

  it("reports every fault at once when several arguments are wrong", () => {
    expect(
      codes({
        subjects: [{ issuer: { url: "http://x" }, namespace: "A", serviceAccount: "*" }],
        roleName: "a b",
        maxSessionDuration: 60,
        systemPolicies: ["no such"],
        audience: "a*",
        token: { expirationSeconds: 86_400 },
      }),
    ).toEqual([
      "alicloud-audience-invalid",
      "alicloud-policy-name-invalid",
      "alicloud-role-name-invalid",
      "alicloud-session-duration-out-of-range",
      "issuer-url-scheme",
      "subject-namespace-invalid",
      "subject-service-account-invalid",
      "token-expiration-out-of-range",
    ]);
  });

  it.each<[string, object]>([
    ["subjects-missing", { subjects: [] }],
    ["subject-duplicate", { subjects: [subject("a"), subject("a")] }],
    ["subject-default-service-account", { subjects: [subject("default")] }],
    ["audience-of-api-server", { subjects: [subject("a", green)], audience: green.url }],
    ["ack-issuer-not-adopted", { subjects: [subject("a", { url })] }],
    ["issuer-not-registered", { subjects: [subject("a", { url: green.url })] }],
    ["alicloud-issuer-url-at", { subjects: [subject("a", { ...green, url: "https://example.com/a@b" })] }],
    [
      "alicloud-webhook-account-mismatch",
      { subjects: [subject("a")], wiring: "webhook", externalRoleArn: "acs:ram::9999999999999999:role/x" },
    ],
    [
      "alicloud-trust-too-long",
      { subjects: Array.from({ length: 100 }, (_, i) => subject(`service-account-with-a-long-name-${i}`)) },
    ],
  ])("refuses with %s", (code, args) => {
    expect(codes(args)).toEqual([code]);
  });

  it.each<[string, AlicloudSubject["issuer"]]>([
    ["issuer-not-registered", pulumi.output({ url: green.url })],
    ["ack-issuer-not-adopted", pulumi.output({ url })],
    ["alicloud-oidc-provider-arn-invalid", { url, alicloud: { oidcProviderArn: pulumi.output("x") } }],
    ["issuer-url-missing", { ...green, url: pulumi.output("") }],
  ])("refuses with %s before the role is created when that shows late", async (code, late) => {
    const faults = await lateFaults(() => new AlicloudWorkloadIdentity("orders", { subjects: [subject("a", late)] }));
    expect(faults.join()).toContain(`[${code}]`);
    expect(ofType("role:Role")).toEqual([]);
  });

  it("warns of more policies than the default quota of a role, which can be raised", async () => {
    const warning = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    const names = (count: number) => Array.from({ length: count }, (_, index) => `P${index}`);
    const subjects = [subject("a")];
    await identityOf({ subjects, systemPolicies: names(20), customPolicies: names(9), policies: { own: "{}" } });
    expect(warning.mock.calls).toEqual([]);
    ({ resources } = await installCloudMocks());
    await identityOf({ subjects, systemPolicies: names(21), customPolicies: names(10), policies: { own: "{}" } });
    expect(warning.mock.calls.map(([message]) => message)).toEqual([
      expect.stringContaining("21 system policies on a role, where 20 are possible by default"),
      expect.stringContaining("11 custom policies on a role, where 10 are possible by default"),
    ]);
    warning.mockRestore();
  });

  it("reports a missing registration of an external role's issuer, which no hook can refuse", async () => {
    const error = vi.spyOn(pulumi.log, "error").mockResolvedValue();
    const subjects = [subject("a", pulumi.output({ url: green.url }))];
    await identityOf({ subjects, externalRoleArn: "acs:ram::1234567890123456:role/legacy" });
    expect(error.mock.calls.map(([message]) => message).join()).toContain("[issuer-not-registered]");
    error.mockRestore();
  });

  it("never admits more than was asked for, whatever the names are", async () => {
    const name = fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9*?.-]{1,8}$/));
    await fc.assert(
      fc.asyncProperty(name, name, name, async (namespace, serviceAccount, host) => {
        ({ resources } = await installCloudMocks());
        const args = { subjects: [{ issuer: { ...green, url: `https://${host}` }, namespace, serviceAccount }] };
        if (codes(args).length > 0) return;
        const { trustPolicy } = await identityOf(args);
        expect(JSON.parse(trustPolicy).Statement[0].Condition).toEqual({
          StringEquals: {
            "oidc:aud": "sts.aliyuncs.com",
            "oidc:iss": `https://${host}`,
            "oidc:sub": `system:serviceaccount:${namespace}:${serviceAccount}`,
          },
        });
        expect(trustPolicy).not.toMatch(/[*?]/);
      }),
    );
  });

  it("names the provider of the first subject's issuer in the pod when several are trusted", async () => {
    const subjects = [subject("a", green), subject("a")];
    const { env } = new AlicloudWorkloadIdentity("orders", { subjects }).wiring();
    expect(await outputValue(env.ALIBABA_CLOUD_OIDC_PROVIDER_ARN)).toBe(green.alicloud.oidcProviderArn);
  });

  it("carries token and environment in the pod when the wiring is projected", async () => {
    const workload = new AlicloudWorkloadIdentity("orders", {
      subjects: [subject("a")],
      stsRegion: "cn-hangzhou",
      token: { path: "ram/token" },
      mountPath: "/tokens",
    });
    const { env, tokens, serviceAccountAnnotations, podLabels } = workload.wiring();
    const { roleArn } = await outputValue(workload.identity);
    expect(await outputValue(env)).toEqual({
      ALIBABA_CLOUD_ROLE_ARN: roleArn,
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: ramOidcProviderArn,
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: "/tokens/ram/token",
      ALIBABA_CLOUD_STS_REGION: "cn-hangzhou",
    });
    expect(tokens).toEqual([{ audience: "sts.aliyuncs.com", path: "ram/token", expirationSeconds: 3600 }]);
    expect({ ...serviceAccountAnnotations, ...podLabels }).toEqual({});
  });

  it("writes the role's name and the label when the wiring is left to the webhook", async () => {
    const workload = new AlicloudWorkloadIdentity("orders", {
      subjects: [subject("a")],
      wiring: "webhook",
      roleName: "orders",
      token: { expirationSeconds: 900 },
    });
    const { serviceAccountAnnotations, podLabels, tokens, env } = workload.wiring();
    expect(await outputValue(serviceAccountAnnotations)).toEqual({
      "pod-identity.alibabacloud.com/role-name": "orders",
      "pod-identity.alibabacloud.com/service-account-token-expiration": "900",
    });
    expect(podLabels).toEqual({ "pod-identity.alibabacloud.com/injection": "on" });
    expect({ tokens, env }).toEqual({ tokens: [], env: {} });
  });

  it("refuses another audience with the provider of ACK, which takes one alone", async () => {
    expect(codes({ subjects: [subject("a")], audience: "tokens.example" })).toEqual(["ack-audience-fixed"]);
    const late = { url, alicloud: { oidcProviderArn: pulumi.output(ramOidcProviderArn) } };
    const faults = await lateFaults(
      () => new AlicloudWorkloadIdentity("orders", { subjects: [subject("a", late)], audience: "tokens.example" }),
    );
    expect(faults.join()).toContain("ack-audience-fixed");
    const elsewhere = { subjects: [subject("a", green)], audience: "tokens.example" };
    expect(await lateFaults(() => new AlicloudWorkloadIdentity("reports", elsewhere))).toEqual([]);
  });
});
