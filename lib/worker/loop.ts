import { isDatabaseDown } from "@/lib/errors/problem";
import type { Logger } from "@/lib/log/log";

export interface Loop {
  nudge(): void;
  stop(): Promise<void>;
}

export interface LoopWork {
  name: string;
  /** Does one batch; gives how many things it dealt with. */
  run(): Promise<number>;
  /** Milliseconds until something is due again; Infinity when nothing is. */
  untilNext(): Promise<number>;
}

/** However wrong a computed instant may be, the next look is never further away. */
const longestSleepMs = 15_000;
/** When something is due but another process has it in hand. */
const shortestSleepMs = 20;
const afterFailureMs = 1_000;

/** Runs batches while there is something to do, then sleeps until the next thing is due or somebody nudges. */
export function startLoop(work: LoopWork, log: Logger): Loop {
  let stopped = false;
  let nudged = false;
  let wake = () => {};

  const round = async (): Promise<number> => {
    if ((await work.run()) > 0) return 0;
    const ms = await work.untilNext();
    return Math.min(longestSleepMs, ms <= 0 ? shortestSleepMs : ms);
  };
  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const done = (async () => {
    while (!stopped) {
      nudged = false;
      const sleepMs = await round().catch((error: unknown) => {
        if (isDatabaseDown(error)) log.warn({ loop: work.name }, "waits for the database");
        else log.error({ err: error, loop: work.name }, "a round failed");
        return afterFailureMs;
      });
      if (!stopped && !nudged && sleepMs > 0) await sleep(sleepMs);
    }
  })();
  return {
    nudge() {
      nudged = true;
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await done;
    },
  };
}
