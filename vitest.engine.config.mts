import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import base from "./vitest.config.mts";

export default defineConfig({
  plugins: base.plugins,
  resolve: base.resolve,
  test: {
    include: ["test/engine/**/*.test.ts", "test/conformance/**/*.test.ts"],
    globalSetup: fileURLToPath(new URL("./test/engine/support/global-setup.ts", import.meta.url)),
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
