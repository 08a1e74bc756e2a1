import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";

const root = fileURLToPath(new URL("..", import.meta.url));
const { exports } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** Writes the reference out of the docstrings, a page for each entry of the package; an export that says nothing of itself is a fault. */
export async function writeReference(folder) {
  const reference = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [sourceOf(types)])),
    tsconfig: `${root}tsconfig.build.json`,
    // The compiler has looked at them before.
    skipErrorChecking: true,
    out: folder,
    cleanOutputDir: true,
    readme: "none",
    // The root of the package is the page "index".
    entryFileName: "entries.md",
    name: "API reference",
    router: "module",
    excludeExternals: true,
    excludePrivate: true,
    disableSources: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    useHTMLAnchors: true,
    useCodeBlocks: true,
    expandObjects: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    validation: { notExported: false, invalidLink: true, notDocumented: true },
    requiredToBeDocumented: ["Class", "Interface", "TypeAlias", "Enum", "Function", "Variable"],
    treatValidationWarningsAsErrors: true,
    logLevel: "Warn",
  });
  const project = await reference.convert();
  reference.validate(project);
  await reference.generateOutputs(project);
  if (reference.logger.hasErrors() || reference.logger.hasWarnings()) process.exit(1);
}

/** The source of an entry of the package, so that nothing has to be built for it. */
function sourceOf(types) {
  return types.replace("./dist/", root + "src/").replace(/\.d\.ts$/, ".ts");
}
