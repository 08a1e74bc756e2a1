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
  },
});
