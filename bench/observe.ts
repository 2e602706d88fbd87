import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import type { Runtime } from "@/lib/runtime/runtime";

const everyMs = 5;

/** What a piece of work did to the process that it ran in, and to whoever wants a service of the database meanwhile. */
export interface Observed<T> {
  result: T;
  seconds: number;
  /** Of all threads of this process: what a busy machine does not change much. */
  cpuSeconds: number;
  /** Above what the process had before. */
  rssMb: number;
  heapMb: number;
  loopP99Ms: number;
  loopMaxMs: number;
  /** The longest that somebody waited who asks or decides at the service `ref`: see loadAsk. */
  longestHoldMs: number;
}

export async function observe<T>(
  { pool }: Runtime,
  ref: string,
  work: () => Promise<T>,
): Promise<Observed<T>> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const peak = { rss: before, heap: 0, hold: 0 };
  let done = false;
  const loop = monitorEventLoopDelay({ resolution: everyMs });
  const look = async () => {
    while (!done) {
      const { rss, heapUsed } = process.memoryUsage();
      peak.rss = Math.max(peak.rss, rss);
      peak.heap = Math.max(peak.heap, heapUsed);
      await sleep(everyMs);
    }
  };
  const hold = async () => {
    while (!done) {
      const started = performance.now();
      // Who waits for longer than the lock timeout is refused.
      await pool.query("select 1 from service where ref = $1 for share", [ref]).catch(() => undefined);
      peak.hold = Math.max(peak.hold, performance.now() - started);
      await sleep(everyMs);
    }
  };
  loop.enable();
  const others = Promise.all([look(), hold()]);
  const cpu = process.cpuUsage();
  const started = performance.now();
  const result = await work().finally(() => {
    done = true;
  });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await others;
  loop.disable();
  return {
    result,
    seconds,
    cpuSeconds: (user + system) / 1e6,
    rssMb: (peak.rss - before) / 2 ** 20,
    heapMb: peak.heap / 2 ** 20,
    loopP99Ms: loop.percentile(99) / 1e6 - everyMs,
    loopMaxMs: loop.max / 1e6 - everyMs,
    longestHoldMs: peak.hold,
  };
}
