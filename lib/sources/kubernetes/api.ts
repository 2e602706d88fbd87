import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "./connection";
import type { Timing } from "./timing";

/** An API server as the parts of one source use it. */
export interface Api extends Connection {
  timing: Timing;
  /** Aborted when the source is closed. */
  signal: AbortSignal;
}

/** Waits, but not beyond the end of the source. */
export async function pause(api: Api, ms: number): Promise<void> {
  await sleep(ms, undefined, { signal: api.signal }).catch(() => undefined);
}
