import { type FSWatcher, watch } from "node:fs";
import type { SourceConfig } from "@/lib/config/config";
import { systemContext } from "@/lib/context/context";
import type { Runtime } from "@/lib/runtime/runtime";
import { syncSource } from "./sync-source";
import { withdrawOrphans } from "./withdraw-orphans";

export interface SourceWatch {
  /** Stops watching and waits for a sync that is running. */
  close(): Promise<void>;
}

const settleMs = 400;
const rescanMs = 60_000;

/**
 * Syncs every source once, then whenever its files change, and every minute for what no file system tells about. A sync
 * that fails is logged and tried again; it never stops the others.
 */
export async function watchSources(runtime: Runtime): Promise<SourceWatch> {
  await withdrawOrphans(systemContext(runtime, "sync")).catch((err) =>
    runtime.log.error({ err }, "services without a source stay for now"),
  );
  const watches = runtime.config.sources.map((source) => watchSource(runtime, source));
  await Promise.all(watches.map((one) => one.sync()));
  return { close: async () => void (await Promise.all(watches.map((one) => one.close()))) };
}

function watchSource(runtime: Runtime, source: SourceConfig) {
  let watcher: FSWatcher | undefined;
  let settling: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;

  const sync = (): Promise<void> => {
    if (running) {
      again = true;
      return running;
    }
    running = syncOnce(runtime, source).finally(() => {
      running = undefined;
      if (again && !closed) void sync();
      again = false;
    });
    return running;
  };
  const soon = () => {
    clearTimeout(settling);
    if (!closed) settling = setTimeout(() => void sync(), settleMs);
  };
  const listen = () => {
    try {
      watcher = watch(source.path, { recursive: true, persistent: false }, soon);
      watcher.on("error", (err) => {
        runtime.log.warn({ err, source: source.name }, "file changes are no longer seen at once");
        watcher?.close();
        watcher = undefined;
      });
    } catch {
      // The folder is not there yet: the next rescan looks again.
      watcher = undefined;
    }
  };
  listen();
  const rescan = setInterval(() => {
    if (!watcher) listen();
    void sync();
  }, rescanMs);
  rescan.unref();
  return {
    sync,
    async close() {
      closed = true;
      clearInterval(rescan);
      clearTimeout(settling);
      watcher?.close();
      await running;
    },
  };
}

async function syncOnce(runtime: Runtime, source: SourceConfig): Promise<void> {
  try {
    const { published, withdrawn, problems } = await syncSource(systemContext(runtime, "sync"), source);
    const errors = problems.filter((problem) => problem.severity === "error").length;
    if (errors > 0)
      runtime.log.warn(
        { source: source.name, errors, first: problems[0] },
        "a source has errors; its last good state stays",
      );
    else if (published + withdrawn > 0)
      runtime.log.info({ source: source.name, published, withdrawn }, "a source was synced");
  } catch (err) {
    runtime.log.error({ err, source: source.name }, "a source could not be synced; it is tried again");
  }
}
