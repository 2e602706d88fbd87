import { createHash, randomUUID } from "node:crypto";
import path from "node:path";
import pg from "pg";
import { inject } from "vitest";
import type { Config } from "@/lib/config/config";
import { testConfig } from "@/lib/config/test-config";
import { createReader } from "@/lib/declarations/reader-pool";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/runtime/runtime";
import { migrate } from "./migrate";

const migrations = path.resolve(import.meta.dirname, "../../prisma/migrations");

/** A database of its own for one test file, cloned from a template that was migrated once, and a runtime on it. */
export interface TestDatabase {
  runtime: Runtime;
  /** As the owner of the tables, not as the application role. */
  ownerUrl: string;
  drop(): Promise<void>;
}

export async function createTestDatabase(overrides: Partial<Config> = {}): Promise<TestDatabase> {
  const adminUrl = inject("databaseUrl");
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await withTemplate(adminUrl, async (admin, template) => {
    await admin.query(`create database "${name}" template "${template}"`);
  });
  const ownerUrl = urlOf(adminUrl, name);
  const runtime = createRuntime(testConfig({ databaseUrl: ownerUrl, ...overrides }), {
    logLevel: process.env.LOG_LEVEL ?? "silent",
    reader: createReader(),
  });
  return {
    runtime,
    ownerUrl,
    async drop() {
      await closeRuntime(runtime);
      await asAdmin(adminUrl, (admin) => admin.query(`drop database if exists "${name}" with (force)`));
    },
  };
}

const templateLock = 0x7465_6d70; // "temp"

async function withTemplate(
  adminUrl: string,
  use: (admin: pg.Client, template: string) => Promise<void>,
): Promise<void> {
  await asAdmin(adminUrl, async (admin) => {
    // Test files run side by side: one at a time makes or clones the template.
    await admin.query("select pg_advisory_lock($1)", [templateLock]);
    const template = `template_${createHash("sha256")
      .update(await fingerprint())
      .digest("hex")
      .slice(0, 12)}`;
    const known = await admin.query("select 1 from pg_database where datname = $1", [template]);
    if (known.rowCount === 0) {
      const unfinished = `${template}_new`;
      await admin.query(`drop database if exists "${unfinished}" with (force)`);
      await admin.query(`create database "${unfinished}"`);
      await migrate(urlOf(adminUrl, unfinished), migrations);
      await admin.query(`alter database "${unfinished}" rename to "${template}"`);
    }
    await use(admin, template);
  });
}

async function fingerprint(): Promise<string> {
  const { readdir, readFile } = await import("node:fs/promises");
  const files = (await readdir(migrations, { recursive: true }))
    .filter((file) => file.endsWith(".sql"))
    .sort();
  return (await Promise.all(files.map((file) => readFile(path.join(migrations, file), "utf8")))).join("\n");
}

async function asAdmin<T>(adminUrl: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.toString();
}
