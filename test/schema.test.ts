import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
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

  it("has each object among its inputs in the tables of arguments without effect, where the compiler asks for each argument", () => {
    const folder = join(__dirname, "contract/effects");
    const tables = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    const said = new Set(
      tables.flatMap((text) => text.match(/\bat<[^(]+>\(/g) ?? []).flatMap((row) => row.match(/\w+/g)),
    );
    const objects = [...inputTypes({ resources, types })].map((token) =>
      token.replace(/^.*:/, "").replace(/Settings$/, ""),
    );
    const missing = objects.filter(
      (name) => !said.has(name) && !said.has(`${name}Args`) && !said.has(`${name}Settings`),
    );
    const perCloud = ["Aws", "Azure", "Gcp", "Alicloud", "Huawei"].flatMap((cloud) =>
      // A workload's own table, and what of a workload's issuer and subjects one cloud's component takes.
      ["Workload", "Issuer", "Subject"].map((name) => `${cloud}${name}`),
    );
    // Imports and aliases are told to the engine alone; the last two are other names for what the tables have.
    const known = [...perCloud, "AdoptedObject", "MovedRegistration", "IssuerRegistrations", "SubjectKubernetes"];
    expect(missing.sort()).toEqual(known.sort());
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

/** Every type of object among the inputs of components, at any depth. */
function inputTypes({ resources, types }: Pick<PackageSpec, "resources" | "types">): Set<string> {
  const found = new Set<string>();
  const visit = (properties: object = {}) => {
    for (const [, token = ""] of JSON.stringify(properties).matchAll(/#\/types\/([^"]+)/g)) {
      const { enum: values, properties: inner } = types[token]!;
      if (values === undefined && found.size < found.add(token).size) visit(inner);
    }
  };
  for (const { inputProperties } of Object.values(resources)) visit(inputProperties);
  return found;
}
