import type { Runtime } from "@/lib/runtime/runtime";
import { leaseDueMessages, millisecondsToNextDelivery } from "./lease";
import type { Carry } from "./message";
import { attempt } from "./settle";

/** Sends what is due, at least once, in order per destination and subject; gives how many were tried. */
export async function deliverDueMessages(runtime: Runtime, carry: Carry, batch = 20): Promise<number> {
  const messages = await leaseDueMessages(runtime.pool, batch, []);
  await Promise.all(messages.map((message) => attempt(runtime, carry, message)));
  return messages.length;
}

/** The deliveries of one process: attempts run side by side, and a slow destination holds up nobody but itself. */
export interface Dispatcher {
  /** Begins what is due; gives how many attempts that were. */
  begin(): Promise<number>;
  /** Milliseconds until more can begin. */
  untilNext(): Promise<number>;
  /** Waits for the attempts that were begun. */
  finish(): Promise<void>;
}

const mostAtOnce = 20;

/** `onFree` is called when a destination that was busy can take more. */
export function createDispatcher(runtime: Runtime, carry: Carry, onFree: () => void): Dispatcher {
  const running = new Map<string, number>();
  const attempts = new Set<Promise<void>>();
  const busy = () => [...running].filter(([, count]) => count >= mostAtOnce).map(([name]) => name);
  const count = (destination: string, change: number) =>
    running.set(destination, (running.get(destination) ?? 0) + change);

  return {
    async begin() {
      const messages = await leaseDueMessages(runtime.pool, mostAtOnce, busy());
      for (const message of messages) {
        count(message.destination, 1);
        const ending = attempt(runtime, carry, message)
          .catch((err: unknown) =>
            runtime.log.warn({ err, message: message.id }, "how a delivery went could not be written down"),
          )
          .then(() => {
            count(message.destination, -1);
            attempts.delete(ending);
            onFree();
          });
        attempts.add(ending);
      }
      return messages.length;
    },
    untilNext: () => millisecondsToNextDelivery(runtime.pool, busy()),
    async finish() {
      await Promise.all(attempts);
    },
  };
}
