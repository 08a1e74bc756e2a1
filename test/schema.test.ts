import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import type { PackageSpec, Property } from "@pulumi/pulumi/provider/experimental/schema";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema";
import { describe, expect, it } from "vitest";

const root = resolve(__dirname, "..");
const declaration = /^export class (\w+) extends (?:pulumi\.)?ComponentResource\b/gm;

/** Every component, with the file that declares it. */
const components = (readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }) as string[])
  .filter((file) => file.endsWith(".ts"))
  .map((file) => join(root, "src", file))
  .flatMap((file) => [...readFileSync(file, "utf8").matchAll(declaration)].map(([, name]) => ({ name: name!, file })));

/**
 * What other languages see of the components; throws on a type that they cannot have, such as a union. The vendors' SDKs are left
 * out, because reading them takes most of the time: a type of theirs comes out as `Any`.
 */
function schemaOfComponents(): PackageSpec {
  const folder = mkdtempSync(join(tmpdir(), "schema-"));
  const pulumi = join(root, "node_modules/@pulumi/pulumi");
  const paths = {
    "@pulumi/pulumi": [pulumi],
    "@pulumi/pulumi/*": [`${pulumi}/*`],
    "@pulumi/*": [join(folder, "vendor.d.ts")],
  };
  const project = {
    extends: join(root, "tsconfig.json"),
    compilerOptions: { paths },
    include: [],
    files: ["index.ts"],
  };
  const contents = {
    "tsconfig.json": JSON.stringify(project),
    "vendor.d.ts": "export {};",
    "index.ts": components.map(({ file }) => `export * from "${file.slice(0, -".ts".length)}";`).join("\n"),
  };
  try {
    for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text);
    const names = new Set(components.map(({ name }) => name));
    const { components: found, typeDefinitions, dependencies } = new Analyzer(folder, "library", {}, names).analyze();
    return generateSchema("library", "0.0.0", "", found, typeDefinitions, dependencies);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("a component in other languages", () => {
  const { resources, types } = schemaOfComponents();
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

  it("has a description, and so have its inputs, its outputs and the values of its enumerations", () => {
    const values = Object.entries(types).flatMap(([token, type]) =>
      (type.enum ?? []).map((value) => [`${token}.${value.name}`, value] as const),
    );
    const undescribed = [...Object.entries(resources), ...properties, ...values].filter(
      ([, { description = "" }]) => !/\w{2}/.test(description) || description.includes("[object Object]"),
    );
    expect(undescribed.map(([name]) => name)).toEqual([]);
  });

  it("has a type for every input and output", () => {
    const untyped = properties.filter(([, property]) => JSON.stringify(property).includes("pulumi.json#/Any"));
    expect(untyped.map(([name]) => name)).toEqual([]);
  });

  it("leaks no private member", () => {
    expect(outputs.map(([name]) => name).filter((name) => /\._/.test(name))).toEqual([]);
  });
});

function under(token: string, properties: Record<string, Property> = {}): (readonly [string, Property])[] {
  return Object.entries(properties).map(([name, property]) => [`${token}.${name}`, property] as const);
}
