import { channelsOf } from "@/lib/notifications/channels";
import { deliverThrough } from "@/lib/notifications/deliver";
import { fanOut } from "@/lib/notifications/fan-out";
import { people } from "@/lib/outbox/destinations";
import type { Carry } from "@/lib/outbox/message";
import { postToWebhook } from "@/lib/outbox/webhook";
import type { Runtime } from "@/lib/runtime/runtime";
import { isForSignals, pushSignal } from "@/lib/signals/push";

/** What becomes of a message of the outbox, by its destination. */
export function carryOf(runtime: Runtime): Carry {
  const channels = channelsOf(runtime);
  return async (message) => {
    if (message.destination === people) return fanOut(runtime, message);
    if (isForSignals(message.destination)) return pushSignal(runtime, message);
    const channel = channels.find(({ name }) => name === message.destination);
    if (channel) return deliverThrough(runtime, channel, message);
    const webhook = runtime.config.webhooks.find(({ name }) => name === message.destination);
    if (webhook) return postToWebhook(webhook, message);
    return { state: "failed", failure: "daypass.yaml no longer names this destination" };
  };
}
