import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const src = fileURLToPath(new URL("./src", import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^pulumi-workload-identity$/, replacement: `${src}/index.ts` },
      { find: /^pulumi-workload-identity\/testing\/vitest$/, replacement: `${src}/testing/vitest.ts` },
      { find: /^pulumi-workload-identity\/(.*)$/, replacement: `${src}/$1/index.ts` },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/engine/**", "test/package/**", "test/conformance/**"],
    testTimeout: 30_000,
    // Loading the provider SDKs anew for each file would take longer than the tests; what files could leave behind is reset in setup.
    isolate: false,
    setupFiles: [fileURLToPath(new URL("./test/support/fresh-program.ts", import.meta.url))],
    maxWorkers: "100%",
  },
});
