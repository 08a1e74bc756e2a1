import { defineConfig } from "vitest/config";

/** The package as users install it; needs `npm run build` first. */
export default defineConfig({
  test: { include: ["test/package/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false },
});
