import { setTimeout as sleep } from "node:timers/promises";
import { systemContext } from "@/lib/context/context";
import { type ChangeListener, listenForChanges } from "@/lib/db/changes";
import type { Runtime } from "@/lib/runtime/runtime";
import { watchSource } from "./watch-source";
import { withdrawOrphans } from "./withdraw-orphans";

export interface SourceWatch {
  /** Stops watching and waits for a sync that is running. */
  close(): Promise<void>;
}

/** A repository that does not answer must not keep the process from serving what the catalogue has. */
const patienceMs = 5_000;

/**
 * Syncs every source once, then whenever it may say something new: because it says so, because somebody asked for it in any
 * process, and every now and then. A sync that fails is logged and tried again; it never stops the others.
 */
export async function watchSources(runtime: Runtime): Promise<SourceWatch> {
  await withdrawOrphans(systemContext(runtime, "sync")).catch((err) =>
    runtime.log.error({ err }, "services without a source stay for now"),
  );
  const watched = new Map(
    runtime.config.sources.map((source) => [source.name, watchSource(runtime, source)]),
  );
  const all = [...watched.values()];
  let listener: ChangeListener | undefined;
  if (all.length > 0)
    listener = await listenForChanges(
      runtime,
      ({ noun, id, wanted }) => {
        if (noun === "source" && wanted === "sync") void watched.get(id)?.sync();
      },
      () => all.forEach((one) => void one.sync()),
    );
  const firstSyncs = Promise.all(all.map((one) => one.sync()));
  await Promise.race([firstSyncs, sleep(patienceMs, undefined, { ref: false })]);
  return {
    async close() {
      await listener?.close();
      await Promise.all(all.map((one) => one.close()));
    },
  };
}
