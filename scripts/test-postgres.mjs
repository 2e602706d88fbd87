// vitest's global setup: a PostgreSQL of this run's own, so that runs side by side never meet.
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { removePostgres, startPostgres } from "./postgres.mjs";
import { identityOf } from "./processes.mjs";
import { root } from "./project.mjs";

const shelf = path.join(root, ".data-test");

export default async function setup(project) {
  await removeLeftOvers();
  const folder = path.join(shelf, String(process.pid));
  const postgres = await startPostgres(folder, { durable: false });
  project.provide("databaseUrl", postgres.urlOf("postgres"));
  return () => remove(folder);
}

/** What runs left behind that were killed. */
async function removeLeftOvers() {
  for (const pid of existing(shelf)) if (identityOf(pid) === null) await remove(path.join(shelf, pid));
}

async function remove(folder) {
  await removePostgres(folder);
  rmSync(folder, { recursive: true, force: true });
}

function existing(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
