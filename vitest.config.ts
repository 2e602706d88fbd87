import path from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    environment: "node",
    include: ["{lib,server,cli,sdk,scripts,demo,components}/**/*.test.{ts,mjs}"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    globalSetup: ["scripts/test-postgres.mjs", "scripts/test-reader.mjs"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
