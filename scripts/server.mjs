import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { Stop } from "./progress.mjs";
import { root } from "./project.mjs";

/** Reads the configuration as the server will. Throws a Stop with every problem in it. */
export async function checkConfig(env) {
  const { loadConfig } = await import(pathToFileURL(path.join(root, "dist", "config.mjs")).href);
  try {
    return loadConfig({ env, cwd: root });
  } catch (error) {
    throw error.name === "ConfigError" ? new Stop(error.message) : error;
  }
}

/** What the server process needs beside the configuration. */
export const serverSettings = {
  NODE_ENV: "production",
  NEXT_MANUAL_SIG_HANDLE: "1",
  NEXT_TELEMETRY_DISABLED: "1",
};

/** Waits until the server on `port` can do its work. Returns false when it never could, or everything is stopping. */
export async function becomesReady(port, isStopping) {
  for (let patience = 1200; patience > 0 && !isStopping(); patience--) {
    const response = await fetch(`http://localhost:${port}/readyz`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return true;
    await sleep(50);
  }
  return false;
}
