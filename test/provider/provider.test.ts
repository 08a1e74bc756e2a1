import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";
import type { PackageSpec } from "@pulumi/pulumi/provider/experimental/schema";
import { expect, it } from "vitest";
import { FederatedWorkload } from "../../src";
import { FederationError } from "../../src/component/validation-error";
import { inputPropertiesError, WorkloadIdentityProvider } from "../../src/provider";
import { installCloudMocks, settled } from "../../src/testing";

const { componentModules, componentSchema } = createRequire(__filename)("../../provider/schema.cjs") as {
  componentModules(): Record<string, string>;
  componentSchema(): PackageSpec;
};
const WORKLOAD = "pulumi-workload-identity:index:FederatedWorkload";
const schema = { ...componentSchema(), version: "1.2.3" };
const provider = new WorkloadIdentityProvider({ schema, component: () => FederatedWorkload as never });

it("offers every component under the type that its resources have", async () => {
  await installCloudMocks();
  expect(Object.keys(schema.resources)).toEqual(
    Object.keys(componentModules()).map((name) => `pulumi-workload-identity:index:${name}`),
  );
  expect(JSON.parse(provider.schema)).toMatchObject({ name: "pulumi-workload-identity", version: provider.version });
});

it("constructs a component and answers with the outputs that its schema names, and no others", async () => {
  await installCloudMocks();
  const inputs = {
    issuer: { url: "https://issuer.example.com" },
    namespace: "shop",
    serviceAccount: "orders",
    aws: {},
  };
  const { urn, state } = await provider.construct("orders", WORKLOAD, inputs, {});
  await settled();
  expect(pulumi.Output.isInstance(urn)).toBe(true);
  expect(Object.keys(state)).toEqual(Object.keys(schema.resources[WORKLOAD]!.properties!));
  const { aws, azure } = state;
  expect(await new Promise((resolve) => (aws as pulumi.Output<object>).apply(resolve))).toHaveProperty("roleArn");
  expect(azure).toBeUndefined();
});

it("hands a component on that an input refers to", async () => {
  await installCloudMocks();
  const inputs = {
    issuer: { url: "https://issuer.example.com" },
    namespace: "shop",
    serviceAccount: "orders",
    aws: {},
  };
  const { urn } = await provider.construct("orders", WORKLOAD, inputs, {});
  const known = await new Promise<string>((resolve) => pulumi.output(urn).apply(resolve));
  const reference = (to: string) => ({
    "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
    urn: to,
  });
  expect(pulumi.runtime.deserializeProperty(reference(known))).toBeInstanceOf(FederatedWorkload);
  expect(pulumi.runtime.deserializeProperty(reference(known.replace("orders", "others")))).toBeUndefined();
});

it("reports the faults of arguments with the path of each input", async () => {
  await installCloudMocks();
  const inputs = { issuer: { url: "http://x" }, namespace: "Shop", serviceAccount: "orders" };
  const failure = await provider.construct("orders", WORKLOAD, inputs, {}).catch((error: unknown) => error);
  expect(pulumi.InputPropertiesError.isInstance(failure)).toBe(true);
  const { errors } = failure as pulumi.InputPropertiesError;
  expect(errors.map(({ propertyPath }) => propertyPath).sort()).toEqual(["issuer.url", "namespace"]);
});

it("leads the engine to no value that may be a secret, and to none where the fault is in no input alone", async () => {
  await installCloudMocks();
  const given = { issuer: { url: "https://issuer.example.com" }, namespace: "Shop", serviceAccount: "orders" };
  const aws = { description: pulumi.secret("hidden"), maxSessionDuration: 1 };
  const failure = await provider.construct("orders", WORKLOAD, { ...given, aws }, {}).catch((error: unknown) => error);
  const { errors } = failure as pulumi.InputPropertiesError;
  expect(errors.map(({ propertyPath }) => propertyPath)).toEqual(["namespace", "aws.maxSessionDuration "]);
  const fault = new FederationError(
    "orders",
    [{ code: "some-code", path: "", message: "Cannot do it" }],
    undefined as never,
  );
  const { message, errors: none } = inputPropertiesError(fault, given) as pulumi.InputPropertiesError;
  expect({ message, none }).toEqual({ message: expect.stringContaining("Cannot do it [some-code]\n"), none: [] });
});

it("takes null in an object for what is not given, and in a list for a fault", async () => {
  await installCloudMocks();
  const given = {
    issuer: { url: "https://issuer.example.com", jwks: null },
    namespace: "shop",
    serviceAccount: "orders",
  };
  const aws = { policyArns: null, region: pulumi.output("eu-west-1"), tags: { team: null, app: "orders" } };
  const { urn } = await provider.construct("orders", WORKLOAD, { ...given, aws, azure: null, subjects: [] }, {});
  expect(pulumi.Output.isInstance(urn)).toBe(true);
  const listed = { ...given, aws: { policyArns: [null] } };
  const failure = await provider.construct("orders", WORKLOAD, listed, {}).catch((error: unknown) => error);
  const { errors } = failure as pulumi.InputPropertiesError;
  expect(errors.map(({ propertyPath }) => propertyPath)).toEqual(["aws.policyArns[0]"]);
});

it("names a component that it has not", async () => {
  const type = "pulumi-workload-identity:index:Workload";
  await expect(provider.construct("orders", type, {}, {})).rejects.toThrow(`has no component ${type}`);
});

it("leaves other errors as they are", () => {
  const error = new Error("x");
  expect(inputPropertiesError(error, {})).toBe(error);
});
