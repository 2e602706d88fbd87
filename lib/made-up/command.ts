import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { loadConfig } from "@/lib/config/load-config";
import { migrate } from "@/lib/db/migrate";
import { createReader } from "@/lib/declarations/reader-pool";
import { closeRuntime, createRuntime } from "@/lib/runtime/runtime";
import { applicationFiles } from "./applications";
import { type HistoryPlan, type HistorySummary, makeHistory } from "./make-history";

/** Writes the Applications of the made-up company into a folder. */
export function writeApplications(folder: string, services: number): void {
  mkdirSync(folder, { recursive: true });
  for (const { path: file, text } of applicationFiles(services)) writeFileSync(path.join(folder, file), text);
}

/** Makes the history in the database that the environment names, whose daypass.yaml has `source` among its sources. */
export async function makeHistoryOf(
  env: Record<string, string | undefined>,
  root: string,
  { source, ...plan }: Omit<HistoryPlan, "issuer" | "source"> & { source: string },
): Promise<HistorySummary> {
  const config = loadConfig({ env, cwd: root });
  const folder = config.sources.find(({ name }) => name === source);
  const issuer = config.issuers.find(({ kind }) => kind === "user");
  if (folder?.kind !== "folder" || !issuer)
    throw new Error(`daypass.yaml names no folder "${source}", or no issuer of people.`);
  await migrate(config.databaseUrl, path.join(root, "prisma", "migrations"));
  const runtime = createRuntime(config, { logLevel: "warn", connections: 3, reader: createReader() });
  try {
    const made = await makeHistory(runtime, { ...plan, issuer, source: folder });
    await settle(config.databaseUrl);
    return made;
  } finally {
    await closeRuntime(runtime);
  }
}

/** After a whole year at once PostgreSQL would plan by what it knew of empty tables, until it looks by itself. */
async function settle(databaseUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  await owner.query("vacuum analyze");
  await owner.end();
}
