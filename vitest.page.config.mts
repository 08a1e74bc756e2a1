import { defineConfig } from "vitest/config";
import base from "./vitest.config.mts";

/** The page of an audit and the built site in a real browser. */
export default defineConfig({
  plugins: base.plugins ?? [],
  resolve: base.resolve,
  test: {
    include: ["test/page/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    // A browser on a busy machine takes its time to show what it was told.
    expect: { poll: { timeout: 60_000 } },
  },
});
