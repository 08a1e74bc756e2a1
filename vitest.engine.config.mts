import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import type { Reporter, TestCase } from "vitest/node";
import base from "./vitest.config.mts";

/** Names what passed only when it ran again, and why it had not: a test that often needs it hides a defect. */
const retried: Reporter = {
  onTestCaseResult(test: TestCase) {
    if (test.diagnostic()?.flaky !== true) return;
    const reasons = test.result().errors?.map(({ message }) => message) ?? [];
    console.warn(`RETRIED ${test.module.relativeModuleId} > ${test.fullName}: ${reasons.join("\n")}`);
  },
};

export default defineConfig({
  plugins: base.plugins ?? [],
  resolve: base.resolve,
  test: {
    include: ["test/engine/**/*.test.ts", "test/conformance/**/*.test.ts"],
    globalSetup: fileURLToPath(new URL("./test/engine/support/global-setup.ts", import.meta.url)),
    // Two files at a time keep two cores busy: each waits for processes that it started.
    maxWorkers: 2,
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // A test starts dozens of processes, and machines have other work: one that was slow shall not fail the whole suite.
    // Each test has a stack and clouds of its own, so it can run again by itself.
    retry: 1,
    reporters: ["default", retried],
  },
});
