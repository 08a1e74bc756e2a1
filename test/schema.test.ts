import { createRequire } from "node:module";
import type { PackageSpec, Property } from "@pulumi/pulumi/provider/experimental/schema";
import { describe, expect, it } from "vitest";

const { componentSchema } = createRequire(__filename)("../provider/schema.cjs") as {
  componentSchema(): PackageSpec;
};

describe("a component in other languages", () => {
  const { resources, types } = componentSchema();
  const outputs = Object.entries(resources).flatMap(([token, { properties }]) => under(token, properties));
  const properties = [
    ...outputs,
    ...Object.entries(resources).flatMap(([token, { inputProperties }]) => under(token, inputProperties)),
    ...Object.entries(types).flatMap(([token, type]) => under(token, type.properties)),
  ];

  it("is every component of the library, each cloud's own among them", () => {
    expect(Object.keys(resources).length).toBeGreaterThan(10);
    expect(Object.keys(types).length).toBeGreaterThan(40);
  });

  it("has a description, and so have its inputs, its outputs, their types and the values of enumerations", () => {
    const values = Object.entries(types).flatMap(([token, type]) =>
      (type.enum ?? []).map((value) => [`${token}.${value.name}`, value] as const),
    );
    const described = [...Object.entries(resources), ...Object.entries(types), ...properties, ...values];
    const undescribed = described.filter(
      ([, { description = "" }]) => !/\w{2}/.test(description) || description.includes("[object Object]"),
    );
    expect(undescribed.map(([name]) => name)).toEqual([]);
  });

  it("is described without the neighbours that an input has in the sources: SDKs list inputs by name", () => {
    const leaning = properties.filter(([, { description = "" }]) =>
      /^(The same (for|by)|Likewise|Nor)\b/.test(description),
    );
    expect(leaning.map(([name]) => name)).toEqual([]);
  });

  it("has a type for every input and output", () => {
    const untyped = properties.filter(([, property]) => JSON.stringify(property).includes("pulumi.json#/Any"));
    // Kubernetes says what a pod template is.
    expect([...new Set(untyped.map(([name]) => name))].sort()).toEqual([
      "pulumi-workload-identity:index:SecretsStorePodTemplate.template",
      "pulumi-workload-identity:index:WorkloadPodTemplate.template",
    ]);
  });

  it("is what an input of another one refers to", () => {
    const inputs = (name: string) => resources[`pulumi-workload-identity:index:${name}`]!.inputProperties!;
    const reference = (name: string) => ({ $ref: `#/resources/pulumi-workload-identity:index:${name}` });
    expect(inputs("WorkloadPodTemplate").workload).toMatchObject(reference("FederatedWorkload"));
    expect(inputs("SecretsStorePodTemplate").secretsStoreMount).toMatchObject(reference("SecretsStoreMount"));
  });

  it("has types that stay apart when SDKs append `Args` to them", () => {
    const names = [...Object.keys(resources), ...Object.keys(types)];
    expect(names.filter((name) => name.endsWith("Args"))).toEqual([]);
    expect(names.filter((name) => `${name}Args` in types)).toEqual([]);
  });

  it("leaks no private member", () => {
    expect(outputs.map(([name]) => name).filter((name) => /\._/.test(name))).toEqual([]);
  });
});

function under(token: string, properties: Record<string, Property> = {}): (readonly [string, Property])[] {
  return Object.entries(properties).map(([name, property]) => [`${token}.${name}`, property] as const);
}
