import { systemContext } from "@/lib/context/context";
import { listenForChanges } from "@/lib/db/changes";
import { lineOf } from "@/lib/db/line";
import { followSchedules } from "@/lib/on-call/watch-schedules";
import { createDispatcher } from "@/lib/outbox/deliver";
import type { Runtime } from "@/lib/runtime/runtime";
import { carryOf } from "./carry";
import { passTime } from "./clock";
import { startLoop } from "./loop";
import { removeOutdated } from "./remove-outdated";

export interface Worker {
  stop(): Promise<void>;
}

const cleanUpEveryMs = 60_000;

/**
 * Does what follows the passing of time. What is due is read from the rows themselves, so nothing is lost when a process
 * dies, and any number of processes may run a worker: each takes rows that no other holds. Deliveries have a loop of their
 * own: a slow receiver never delays the clock.
 */
export async function startWorker(runtime: Runtime): Promise<Worker> {
  // Whoever looked and found nothing due knows from the same look when something will be.
  let untilDue = 0;
  const clock = startLoop(
    {
      name: "clock",
      async run() {
        const { count, untilNext } = await passTime(systemContext(runtime, "worker"));
        untilDue = untilNext;
        return count;
      },
      untilNext: async () => untilDue,
    },
    runtime.log,
  );
  const dispatcher = createDispatcher(runtime, carryOf(runtime), () => deliveries.nudge());
  const deliveries = startLoop(
    { name: "deliveries", run: dispatcher.begin, untilNext: dispatcher.untilNext },
    runtime.log,
  );
  let cleanUpAt = Date.now() + cleanUpEveryMs;
  const cleanUp = startLoop(
    {
      name: "clean-up",
      async run() {
        if (Date.now() < cleanUpAt) return 0;
        cleanUpAt = Date.now() + cleanUpEveryMs;
        await removeOutdated(runtime);
        return 0;
      },
      untilNext: async () => cleanUpAt - Date.now(),
    },
    runtime.log,
  );
  const onCall = startLoop(followSchedules(runtime), runtime.log);
  const nudge = () => {
    clock.nudge();
    deliveries.nudge();
  };
  const listener = await listenForChanges(runtime, nudge, nudge);
  const signals = { channel: "daypass_signal", hear: () => deliveries.nudge(), resume: () => {} };
  await lineOf(runtime).join(signals);
  return {
    async stop() {
      await Promise.all([clock.stop(), deliveries.stop(), cleanUp.stop(), onCall.stop()]);
      await dispatcher.finish();
      await Promise.all([listener.close(), lineOf(runtime).leave(signals)]);
    },
  };
}
