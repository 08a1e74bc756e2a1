import { fileURLToPath } from "node:url";
import type { Plugin } from "vitest/config";
import { defineConfig } from "vitest/config";

const src = fileURLToPath(new URL("./src", import.meta.url));

/** The sources load a cloud by `require` when it is asked for; the loader of the tests knows only imports. */
const lazyRequires: Plugin = {
  name: "lazy-requires",
  enforce: "pre",
  transform(code, id) {
    if (!id.startsWith(src)) return undefined;
    const specifiers = [...code.matchAll(/\brequire\("(\.[^"]+)"\)/g)].map(([, specifier]) => specifier!);
    const imports = specifiers.map((specifier, i) => `import * as required_${i} from "${specifier}";`).join(" ");
    return `${imports}${specifiers.reduce((text, specifier, i) => text.replace(`require("${specifier}")`, `required_${i}`), code)}`;
  },
};

export default defineConfig({
  plugins: [lazyRequires],
  resolve: {
    alias: [
      { find: /^pulumi-workload-identity$/, replacement: `${src}/index.ts` },
      { find: /^pulumi-workload-identity\/testing\/vitest$/, replacement: `${src}/testing/vitest.ts` },
      { find: /^pulumi-workload-identity\/(.*)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/engine/**", "test/package/**", "test/page/**", "test/conformance/**", "test/versions/**"],
    // None takes long by itself: these are for a machine that is busy with something else.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Loading the provider SDKs anew for each file would take longer than the tests; what files could leave behind is reset in setup.
    isolate: false,
    setupFiles: ["fresh-program", "reproducible"].map((name) =>
      fileURLToPath(new URL(`./test/support/${name}.ts`, import.meta.url)),
    ),
    maxWorkers: "100%",
  },
});
