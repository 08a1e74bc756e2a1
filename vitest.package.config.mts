import { defineConfig } from "vitest/config";

/** The package as users install it; needs `npm run build` first. */
export default defineConfig({
  test: { include: ["test/package/**/*.test.ts"], testTimeout: 300_000, hookTimeout: 300_000, fileParallelism: false },
});
