// Every component of the sources as other languages see it. `node provider/schema.cjs <folder>` writes it for the provider.
const { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join, relative, resolve } = require("node:path");
const { Analyzer } = require("@pulumi/pulumi/provider/experimental/analyzer");
const { generateSchema } = require("@pulumi/pulumi/provider/experimental/schema");
const { description } = require("./package.json");
const { name: packageName, version } = require("../package.json");

const root = resolve(__dirname, "..");
const src = join(root, "src");
const declaration = /^export class (\w+) extends (?:pulumi\.)?ComponentResource\b/gm;

/** Every component by its name, with the module that declares it, relative to the sources. */
function componentModules() {
  const modules = readdirSync(src, { recursive: true })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) =>
      [...readFileSync(join(src, file), "utf8").matchAll(declaration)].map(([, name]) => [
        name,
        file.slice(0, -".ts".length),
      ]),
    );
  return Object.fromEntries(modules.sort());
}

/**
 * Pulumi's schema of the components; throws on a type that other languages cannot have, such as a union. The vendors' SDKs are left
 * out, because reading them takes most of the time: a type of theirs comes out as `Any`.
 */
function componentSchema() {
  const modules = componentModules();
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
    "index.ts": Object.values(modules)
      .map((module) => `export * from "${relative(folder, join(src, module))}";`)
      .join("\n"),
  };
  try {
    for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text);
    const analyzer = new Analyzer(folder, packageName, {}, new Set(Object.keys(modules)));
    const { components, typeDefinitions, dependencies } = analyzer.analyze();
    return generateSchema(packageName, version, description, components, typeDefinitions, dependencies);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (require.main === module) {
  const folder = resolve(process.argv[2]);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "schema.json"), JSON.stringify(componentSchema()));
  writeFileSync(join(folder, "components.json"), JSON.stringify(componentModules()));
}

module.exports = { componentModules, componentSchema };
