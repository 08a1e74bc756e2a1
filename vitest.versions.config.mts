import { defineConfig } from "vitest/config";

/** Both ends of the versions that the package says to work with; needs `npm run build` first, and a registry. */
export default defineConfig({
  test: { include: ["test/versions/**/*.test.ts"], testTimeout: 600_000, hookTimeout: 900_000, fileParallelism: false },
});
