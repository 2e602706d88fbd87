import { channelsOf } from "@/lib/notifications/channels";
import { deliverThrough } from "@/lib/notifications/deliver";
import { fanOut } from "@/lib/notifications/fan-out";
import { atOnce } from "@/lib/outbox/at-once";
import { people } from "@/lib/outbox/destinations";
import type { Carry } from "@/lib/outbox/message";
import { postToWebhook } from "@/lib/outbox/webhook";
import type { Runtime } from "@/lib/runtime/runtime";
import { isForSignals, pushSignal } from "@/lib/signals/push";

/** Working out whom to tell is the database's work: more of it at once is not done sooner, and the clock would wait for a connection. */
const mostFanningOut = 2;

/** What becomes of a message of the outbox, by its destination. */
export function carryOf(runtime: Runtime): Carry {
  const channels = channelsOf(runtime);
  const inTurn = atOnce(mostFanningOut);
  return async (message) => {
    if (message.destination === people) return inTurn(() => fanOut(runtime, message));
    if (isForSignals(message.destination)) return pushSignal(runtime, message);
    const channel = channels.find(({ name }) => name === message.destination);
    if (channel) return deliverThrough(runtime, channel, message);
    const webhook = runtime.config.webhooks.find(({ name }) => name === message.destination);
    if (webhook) return postToWebhook(webhook, message);
    return { state: "failed", failure: "daypass.yaml no longer names this destination" };
  };
}
