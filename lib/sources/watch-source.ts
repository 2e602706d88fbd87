import type { SourceConfig } from "@/lib/config/config";
import { systemContext } from "@/lib/context/context";
import type { Runtime } from "@/lib/runtime/runtime";
import { openSource } from "./open-source";
import { delayMs } from "./poll";
import type { OpenSource } from "./source";
import { syncSource } from "./sync-source";

/** One source that this process follows. */
export interface WatchedSource {
  /** Syncs once more: at once, or when the sync that is running has ended. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Syncs a source when it is told to, when the source says that it changed, and every now and then; never twice at once. */
export function watchSource(runtime: Runtime, source: SourceConfig): WatchedSource {
  const open = openSource(source, runtime);
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let closed = false;
  let unreadableSince: number | undefined;

  const run = async () => {
    const wasRead = await syncOnce(runtime, source, open);
    if (wasRead) unreadableSince = undefined;
    else unreadableSince ??= Date.now();
  };
  const sync = (): Promise<void> => {
    if (closed) return running ?? Promise.resolve();
    if (running) {
      again = true;
      return running;
    }
    clearTimeout(timer);
    running = run().finally(() => {
      running = undefined;
      if (closed) return;
      const failingForMs = unreadableSince === undefined ? 0 : Date.now() - unreadableSince;
      timer = setTimeout(() => void sync(), delayMs(source, failingForMs));
      timer.unref();
      if (again) void sync();
      again = false;
    });
    return running;
  };
  open.watch(() => void sync());
  return {
    sync,
    async close() {
      closed = true;
      clearTimeout(timer);
      await open.close();
      await running;
    },
  };
}

/** Returns whether the source could be read. What went wrong otherwise is logged, and tried again. */
async function syncOnce(runtime: Runtime, source: SourceConfig, open: OpenSource): Promise<boolean> {
  try {
    const ctx = systemContext(runtime, "sync");
    const { published, withdrawn, problems, wasRead } = await syncSource(ctx, source, open);
    const errors = problems.filter((problem) => problem.severity === "error").length;
    if (errors > 0)
      runtime.log.warn(
        { source: source.name, errors, first: problems[0] },
        "a source has errors; its last good state stays",
      );
    else if (published + withdrawn > 0)
      runtime.log.info({ source: source.name, published, withdrawn }, "a source was synced");
    return wasRead;
  } catch (err) {
    runtime.log.error({ err, source: source.name }, "a source could not be synced; it is tried again");
    return false;
  }
}
