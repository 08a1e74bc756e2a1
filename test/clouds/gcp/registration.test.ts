import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { GcpIssuerRegistrationArgs } from "../../../src/clouds/gcp/args";
import { GcpIssuerRegistration } from "../../../src/clouds/gcp/registration";
import { gcpSimulatedProjectNumber } from "../../../src/clouds/gcp/simulated/resources";
import { FederationError } from "../../../src/component/validation-error";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue, settled } from "../../../src/testing/mocks";
import { lateFaults } from "../../support/late-faults";

const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE";
const own = "https://issuer.example.com";
const poolType = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
const providerType = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";
const rsa = { kty: "RSA", alg: "RS256", use: "sig", kid: "1", n: "0vx7", e: "AQAB" };
const keySet = (...keys: object[]) => JSON.stringify({ keys });

let mocks: CloudMocks;

function codes(args: unknown): string[] {
  try {
    new GcpIssuerRegistration("prod", args as GcpIssuerRegistrationArgs);
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code }) => code).sort();
    throw error;
  }
}

/** Registers one issuer in a fresh program and returns what is stored. */
async function stored(args: Partial<GcpIssuerRegistrationArgs> = {}, name = "prod", stack = "stack") {
  mocks = await installCloudMocks({ stack });
  const { registration } = new GcpIssuerRegistration(name, { url, ...args });
  const entry = await outputValue(registration);
  await settled();
  return { entry, pool: mocks.ofType(poolType)[0]!.inputs, provider: mocks.ofType(providerType)[0]!.inputs };
}

describe("GcpIssuerRegistration", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("creates a pool with one provider that takes the token's sub, for its own audience only", async () => {
    const { entry, pool, provider } = await stored({ poolId: "prod-clusters", project: "identity" });
    expect(pool).toEqual({ workloadIdentityPoolId: "prod-clusters", project: "identity" });
    expect(provider).toEqual({
      workloadIdentityPoolId: "prod-clusters",
      workloadIdentityPoolProviderId: "kubernetes",
      project: "identity",
      attributeMapping: { "google.subject": "assertion.sub" },
      oidc: { issuerUri: url },
    });
    const name = `projects/${gcpSimulatedProjectNumber("identity")}/locations/global/workloadIdentityPools/prod-clusters`;
    expect(entry).toEqual({ workloadIdentityPool: name, workloadIdentityProvider: `${name}/providers/kubernetes` });
  });

  it("stores attributes and a condition, and tells workloads of them", async () => {
    const args = { attributeMapping: { "attribute.ns": "assertion.ns" }, attributeCondition: 'attribute.ns == "shop"' };
    const { entry, provider } = await stored(args);
    expect(provider).toMatchObject({
      attributeMapping: { "google.subject": "assertion.sub", "attribute.ns": "assertion.ns" },
      attributeCondition: 'attribute.ns == "shop"',
    });
    expect(entry).toMatchObject(args);
  });

  it("uploads no keys of an issuer that rotates them by itself, unless it is told to", async () => {
    const jwks = keySet(rsa);
    const keysOf = async (args: Partial<GcpIssuerRegistrationArgs>) =>
      (await stored({ jwks, ...args })).provider.oidc as { jwksJson?: string };
    expect(await keysOf({ url })).toEqual({ issuerUri: url });
    expect(await keysOf({ url: pulumi.output(url) })).toEqual({ issuerUri: url });
    expect(await keysOf({ url: pulumi.output(own) })).toEqual({ issuerUri: own, jwksJson: jwks });
    expect(await keysOf({ url: own })).toEqual({ issuerUri: own, jwksJson: jwks });
    expect(await keysOf({ url, uploadJwks: true })).toEqual({ issuerUri: url, jwksJson: jwks });
  });

  it("refuses to upload keys that it was not given", () => {
    expect(codes({ url, uploadJwks: true })).toEqual(["argument-without-effect"]);
    expect(codes({ url, uploadJwks: false })).toEqual([]);
  });

  it("tells workloads the audience when it was given one", async () => {
    const { entry, provider } = await stored({ audience: "clusters" });
    expect(entry.audience).toBe("clusters");
    expect(provider.oidc).toEqual({ issuerUri: url, allowedAudiences: ["clusters"] });
  });

  it("uploads the key set with only the fields that Google takes", async () => {
    const { provider } = await stored({ url: own, jwks: keySet({ ...rsa, x5c: ["MIIC"], key_ops: ["verify"] }) });
    expect((provider.oidc as { jwksJson: string }).jwksJson).toBe(
      '{"keys":[{"kty":"RSA","alg":"RS256","use":"sig","kid":"1","n":"0vx7","e":"AQAB"}]}',
    );
  });

  it("fetches keys from the issuer when the upload is turned off", async () => {
    const { provider } = await stored({ url: own, jwks: keySet(rsa), uploadJwks: false });
    expect(provider.oidc).toEqual({ issuerUri: own });
  });

  it("derives the pool id from name and stack, never from what may change in place", async () => {
    const id = async (...args: Parameters<typeof stored>) => (await stored(...args)).pool.workloadIdentityPoolId;
    const usual = await id();
    expect(usual).toMatch(/^prod-[0-9a-f]{8}$/);
    expect(await id({ url: "https://other.example.com", audience: "a", jwks: keySet(rsa) })).toBe(usual);
    expect(await id({}, "prod", "other")).not.toBe(usual);
    expect(await id({ poolSuffix: "2" })).toMatch(/^prod-2-[0-9a-f]{8}$/);
    expect(await id({}, "gcp-A_very_long_name-of-a-cluster-somewhere")).toMatch(
      /^a-very-long-name-of-a-c-[0-9a-f]{8}$/,
    );
    expect(await id({}, "42")).toMatch(/^workload-[0-9a-f]{8}$/);
  });

  it("can be previewed when URL and keys are not known yet", async () => {
    mocks = await installCloudMocks({ preview: true });
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    expect(codes({ url: unknown, jwks: unknown })).toEqual([]);
  });

  it.each([url, "https://kubernetes.default.svc"])("refuses %s as audience, which API servers take", (audience) => {
    expect(codes({ url, audience })).toEqual(["audience-of-api-server"]);
  });

  it("refuses the audience of another provider, and takes its own", () => {
    const named = (pool: string, id: string) =>
      `https://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/${pool}/providers/${id}`;
    expect(codes({ url, audience: named("prod", "kubernetes") })).toEqual(["gcp-audience-of-other-provider"]);
    const args = { url, poolId: "prod-clusters", providerId: "cluster" };
    expect(codes({ ...args, audience: named("prod-clusters", "kubernetes") })).toEqual([
      "gcp-audience-of-other-provider",
    ]);
    expect(codes({ ...args, audience: "shop.svc.id.goog" })).toEqual(["gcp-audience-of-other-provider"]);
    expect(codes({ ...args, audience: named("prod-clusters", "cluster") })).toEqual([]);
  });

  it("reports every fault at once", () => {
    const faults = codes({
      url: "http://x",
      poolId: "gcp-x",
      poolSuffix: "-",
      providerId: "x",
      displayName: "x".repeat(33),
      description: "x".repeat(257),
      audience: "a b",
      project: "",
      jwks: "{}",
    });
    expect(faults).toEqual([
      "gcp-audience-invalid",
      "gcp-description-invalid",
      "gcp-display-name-invalid",
      "gcp-pool-id-invalid",
      "gcp-pool-id-invalid",
      "gcp-pool-suffix-invalid",
      "gcp-project-invalid",
      "gcp-provider-id-invalid",
      "issuer-url-scheme",
      "jwks-invalid",
    ]);
  });

  it("refuses a private key, also where the key set is an output", async () => {
    const jwks = keySet(rsa, { ...rsa, d: "secret" });
    expect(codes({ url: own, jwks })).toEqual(["jwks-private-key"]);
    // Of an issuer whose keys Google fetches too.
    expect(codes({ url, jwks })).toEqual(["jwks-private-key"]);
    mocks = await installCloudMocks();
    const faults = await lateFaults(() => new GcpIssuerRegistration("prod", { url: own, jwks: pulumi.output(jwks) }));
    expect(faults.join("\n")).toContain("[jwks-private-key]");
    expect(mocks.ofType(providerType)).toEqual([]);
  });

  it("refuses the second registration of an issuer in one project, and allows it in another", async () => {
    expect(codes({ url, project: "a" })).toEqual([]);
    const second = (project: string) => {
      try {
        new GcpIssuerRegistration("again", { url, project });
        return [];
      } catch (error) {
        return (error as FederationError).issues.map(({ code, message }) => [
          code,
          message.includes("ClusterFederation"),
        ]);
      }
    };
    expect(second("a")).toEqual([["issuer-registered-twice", true]]);
    expect(second("b")).toEqual([]);
  });

  it("stores exactly the issuer it was given, or gives typed faults", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), fc.string(), async (path, audience, poolId) => {
        mocks = await installCloudMocks();
        const args = { url: `https://issuer.example.com/${path}`, audience, poolId: `pool-${poolId}` };
        if (codes(args).length > 0) return;
        const { provider, pool } = await stored(args);
        expect(pool.workloadIdentityPoolId).toBe(args.poolId);
        expect(provider.oidc).toEqual({ issuerUri: args.url, allowedAudiences: [audience] });
      }),
    );
  });
});
