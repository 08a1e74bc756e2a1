import { InputPropertiesError } from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { inputPropertiesError, WorkloadIdentityProvider } from "../../provider";
import { installCloudMocks } from "../../src/testing";

interface Schema {
  resources: Record<string, { description?: string; inputProperties: Record<string, { description?: string }> }>;
  types: Record<string, { properties?: Record<string, { description?: string }> }>;
}

describe("the provider for other languages", () => {
  let schema: Schema;

  beforeAll(async () => {
    schema = JSON.parse(await new WorkloadIdentityProvider().getSchema());
  });

  it("has the components of a whole workload and cluster with their descriptions", () => {
    expect(Object.keys(schema.resources)).toEqual([
      "pulumi-workload-identity:index:ClusterFederation",
      "pulumi-workload-identity:index:FederatedWorkload",
      "pulumi-workload-identity:index:OpenShiftIdentities",
      "pulumi-workload-identity:index:ServiceAccountIssuer",
    ]);
    for (const { description } of Object.values(schema.resources)) expect(description).toMatch(/\w{3}/);
  });

  it("keeps every type and every description on the way to other languages", () => {
    const text = JSON.stringify(schema);
    expect(text).not.toContain("[object Object]");
    expect(text).not.toContain("pulumi.json#/Any");
    expect(schema.types).toHaveProperty(["pulumi-workload-identity:index:AwsWorkloadArgs", "properties", "policyArns"]);
  });

  it("leaks no private member of a component", () => {
    const names = Object.values(schema.resources).flatMap(({ inputProperties }) => Object.keys(inputProperties));
    expect(names.filter((name) => name.startsWith("_"))).toEqual([]);
  });

  it("reports the faults of arguments with the path of each input", async () => {
    await installCloudMocks();
    const inputs = { issuer: { url: "http://x" }, namespace: "Shop", serviceAccount: "orders" };
    const failure = await new WorkloadIdentityProvider()
      .construct("orders", "pulumi-workload-identity:index:FederatedWorkload", inputs, {})
      .catch((error: unknown) => error);
    expect(InputPropertiesError.isInstance(failure)).toBe(true);
    expect((failure as InputPropertiesError).errors.map(({ propertyPath }) => propertyPath).sort()).toEqual([
      "issuer.url",
      "namespace",
    ]);
  });

  it("leaves other errors as they are", () => {
    const error = new Error("x");
    expect(inputPropertiesError(error)).toBe(error);
  });
});
