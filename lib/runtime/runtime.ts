import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import type { Config } from "@/lib/config/config";
import { PrismaClient } from "@/lib/db/generated/client";
import { createPool } from "@/lib/db/pool";
import type { Reader } from "@/lib/declarations/reader-pool";
import { createLog, type Logger } from "@/lib/log/log";

/** What one process has once: its configuration, its connections, its log, its threads. */
export interface Runtime {
  config: Config;
  pool: pg.Pool;
  /** For pages' reads only; verbs and hot paths write their SQL by hand. */
  prisma: PrismaClient;
  log: Logger;
  /** Reads declarations in threads; in a process that was given none, it refuses to. */
  reader: Reader;
}

export function createRuntime(
  config: Config,
  options: { logLevel?: string; connections?: number; reader?: Reader } = {},
): Runtime {
  const log = createLog(options.logLevel ?? "info");
  const pool = createPool(
    config.databaseUrl,
    (error) => log.warn({ err: error }, "an idle database connection broke"),
    options.connections,
  );
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: { timeout: 5000 } });
  return { config, pool, prisma, log, reader: options.reader ?? noReader };
}

export async function closeRuntime(runtime: Runtime): Promise<void> {
  await runtime.reader.close();
  await runtime.prisma.$disconnect();
  if (!runtime.pool.ended) await runtime.pool.end();
}

const noReader: Reader = {
  threads: 0,
  read: () => Promise.reject(new Error("This process was started without a reader of declarations.")),
  close: () => Promise.resolve(),
};

// Next bundles its own copy of every module, so the one runtime of the process is handed over through the global object.
const slot = Symbol.for("daypass.runtime");
const shared = globalThis as { [slot]?: Runtime };

export function shareRuntime(runtime: Runtime): void {
  shared[slot] = runtime;
}

export function sharedRuntime(): Runtime {
  const runtime = shared[slot];
  if (!runtime)
    throw new Error("The pages run inside the Daypass server: start it with npm start, not with next.");
  return runtime;
}
