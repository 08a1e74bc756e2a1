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

/** Pulumi's analyzer, which knows components only of packages that are installed, for those of this package too. */
class OwnAnalyzer extends Analyzer {
  getResourceType(context, type) {
    const own = { name: packageName, version };
    if (!type.symbol.declarations[0].getSourceFile().fileName.startsWith(src))
      return super.getResourceType(context, type);
    return { dependency: own, pulumiType: `${packageName}:index:${type.symbol.name}` };
  }
}

/** The schema with references to the package itself as they stand inside of a package. */
function withOwnReferences({ dependencies, ...schema }) {
  const outside = `"/${packageName}/v${version}/schema.json#`;
  const others = dependencies?.filter(({ name }) => name !== packageName);
  return JSON.parse(JSON.stringify({ ...schema, dependencies: others }).replaceAll(outside, '"#'));
}

/** The schema with other names for types called `...Args`: SDKs append that to every type of inputs themselves, and two would be one. */
function withoutSuffix(schema) {
  const bare = (type) => type.slice(0, -"Args".length);
  const renamed = (type) => (bare(type) in schema.types ? `${bare(type)}Settings` : bare(type));
  return Object.keys(schema.types)
    .filter((type) => type.endsWith("Args"))
    .reduce((changed, type) => JSON.parse(JSON.stringify(changed).replaceAll(`${type}"`, `${renamed(type)}"`)), schema);
}

/** The schema without `plain` at the objects of a list: Go's SDK names the type of their inputs, and has none where all of it is plain. */
function withInputItems(schema) {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key !== "items" || value.$ref === undefined) return value;
    const { plain: _, ...item } = value;
    return item;
  });
}

/** The schema with what the sources say of each type, which Pulumi's generator keeps of components and fields only. */
function withTypeDescriptions(schema, program) {
  const declarations = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(src))
    .flatMap(({ statements }) => [...statements]);
  for (const { jsDoc, name, declarationList } of declarations) {
    const declared = (name ?? declarationList?.declarations[0].name)?.text;
    const type = schema.types[`${packageName}:index:${declared}`];
    if (type !== undefined && jsDoc !== undefined) type.description = jsDoc.map(({ comment }) => comment).join("\n");
  }
  return schema;
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
    const analyzer = new OwnAnalyzer(folder, packageName, {}, new Set(Object.keys(modules)));
    const { components, typeDefinitions, dependencies } = analyzer.analyze();
    const schema = generateSchema(packageName, version, description, components, typeDefinitions, dependencies);
    schema.language.python = { ...schema.language.python, packageName: packageName.replaceAll("-", "_") };
    return withInputItems(withoutSuffix(withOwnReferences(withTypeDescriptions(schema, analyzer.program))));
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
