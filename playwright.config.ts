import { defineConfig, devices } from "@playwright/test";
import { prepareSources, sources } from "./e2e/sources";
import { launchOptions } from "./scripts/chromium.mjs";

const port = Number(process.env.E2E_PORT ?? 3900);
// Workers read this file too, and must not take back what tests have changed.
if (process.env.TEST_WORKER_INDEX === undefined) prepareSources();

export default defineConfig({
  testDir: "e2e",
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  outputDir: "test-results/e2e",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 800 },
    baseURL: `http://localhost:${port}`,
    screenshot: "only-on-failure",
    launchOptions: launchOptions(),
  },
  webServer: {
    // `exec`: the signal to stop goes to the launcher and not to a shell around it.
    command: `${process.platform === "win32" ? "" : "exec "}node scripts/start.mjs --fresh`,
    env: {
      PORT: String(port),
      DAYPASS_DATA: ".data-e2e",
      DAYPASS_DEMO_SOURCES: JSON.stringify(sources),
      DAYPASS_DEMO_MIN_DURATION: "10s",
      DATABASE_URL: "",
      DAYPASS_CONFIG: "",
      DAYPASS_URL: "",
    },
    wait: { stdout: /Daypass is ready/ },
    timeout: 120_000,
    stdout: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
  },
});
