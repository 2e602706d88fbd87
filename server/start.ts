import path from "node:path";
import type { Config } from "@/lib/config/config";
import { migrate } from "@/lib/db/migrate";
import { createReader } from "@/lib/declarations/reader-pool";
import { flushRecords } from "@/lib/forward-auth/records";
import { closeRuntime, createRuntime, shareRuntime } from "@/lib/runtime/runtime";
import { watchSources } from "@/lib/sources/watch-sources";
import { startWorker } from "@/lib/worker/worker";
import { createHttp } from "./http";
import { keepKeys } from "./keep-keys";
import { createListener } from "./listener";
import { startPages } from "./pages";
import { listen, stopListening } from "./server";

const graceMs = 5_000;

/** A whole Daypass in this process. */
export interface Daypass {
  /** Ends everything in order: no new work, what is in flight finishes, then connections close. */
  stop(): Promise<void>;
}

/** Starts in the order in which the parts need each other. `root` is the folder of package.json. */
export async function start(config: Config, root: string): Promise<Daypass> {
  const applied = await migrate(config.databaseUrl, path.join(root, "prisma", "migrations"));
  const reader = createReader({
    onCrash: (file, err) => log.error({ err, file }, "the reader of declarations failed on a file"),
  });
  const runtime = createRuntime(config, { reader });
  const { log } = runtime;
  if (applied.length > 0) log.info({ migrations: applied }, "the database was migrated");
  shareRuntime(runtime);
  const keys = await keepKeys(runtime);
  const sources = await watchSources(runtime);
  const worker = await startWorker(runtime);
  const pages = await startPages(config, root);
  const http = await createHttp(runtime);
  const server = await listen(createListener(runtime, http, pages.handle), config.port);
  log.info({ url: config.baseUrl, port: config.port }, "Daypass is ready");

  return {
    async stop() {
      http.drain();
      keys.stop();
      await Promise.all([stopListening(server, graceMs), worker.stop(), sources.close()]);
      await Promise.all([pages.close(), http.close(), flushRecords(runtime)]);
      await closeRuntime(runtime);
    },
  };
}
