import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { demoOf } from "./demo.mjs";
import { companyFolder } from "./demo-config.mjs";
import { removePostgres } from "./postgres.mjs";
import { root } from "./project.mjs";
import { embeddedSecrets } from "./secrets.mjs";
import { serverSettings } from "./server.mjs";

const keptFiles = [
  "secrets.json",
  "daypass.yaml",
  "demo-keys.json",
  "demo-service.json",
  "demo-fastapi.json",
  "daypass.log",
  "daypass.log.1",
];

/** Whether there is a daypass.yaml; without one, the demo's is used. */
export function isConfigured() {
  return Boolean(process.env.DAYPASS_CONFIG) || existsSync(path.join(root, "daypass.yaml"));
}

/** Forgets everything that earlier starts kept in `folder`. */
export async function emptyDataFolder(folder) {
  await removePostgres(folder);
  for (const file of keptFiles) rmSync(path.join(folder, file), { force: true });
  rmSync(companyFolder(folder), { recursive: true, force: true });
}

/** What an embedded Daypass runs with: the environment of its server, and the demo when nobody configured anything. */
export function planEmbedded(folder, port, { isDemo = !isConfigured() } = {}) {
  const secrets = embeddedSecrets(folder);
  const baseUrl = process.env.DAYPASS_URL || `http://localhost:${port}`;
  const demo = isDemo ? demoOf({ folder, port, baseUrl, clientSecret: secrets.demoClient }) : null;
  const env = {
    ...serverSettings,
    PORT: String(port),
    DAYPASS_EMBEDDED: "1",
    DAYPASS_URL: baseUrl,
    DAYPASS_SECRET: process.env.DAYPASS_SECRET || secrets.daypass,
    ...demo?.env,
  };
  return { env, demo };
}
