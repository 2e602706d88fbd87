import { lineOf } from "@/lib/db/line";
import type { Runtime } from "@/lib/runtime/runtime";

/** Receivers that wait for the next event of a stream, whichever process it is made in. */
export interface Waiters {
  /** Answers when something may have come, and after `ms` at the latest. */
  wait(streamId: string, ms: number): Promise<void>;
  /** Lets everybody go, and nobody wait any more. */
  end(): void;
  close(): Promise<void>;
}

export async function startWaiters(runtime: Runtime): Promise<Waiters> {
  const line = lineOf(runtime);
  const waiting = new Set<{ streamId: string; wake(): void }>();
  let ended = false;
  const wakeAll = () => {
    for (const { wake } of waiting) wake();
  };
  const ear = {
    channel: "daypass_signal",
    hear(streamId: string) {
      for (const each of waiting) if (each.streamId === streamId) each.wake();
    },
    resume: wakeAll,
  };
  await line.join(ear);
  return {
    wait(streamId, ms) {
      if (ended) return Promise.resolve();
      return new Promise((resolve) => {
        const timer = setTimeout(() => each.wake(), ms);
        const each = {
          streamId,
          wake() {
            clearTimeout(timer);
            waiting.delete(each);
            resolve();
          },
        };
        waiting.add(each);
      });
    },
    end() {
      ended = true;
      wakeAll();
    },
    close: () => line.leave(ear),
  };
}
