import { people } from "@/lib/outbox/destinations";
import type { Carry } from "@/lib/outbox/message";
import { postToWebhook } from "@/lib/outbox/webhook";
import type { Runtime } from "@/lib/runtime/runtime";

/** What becomes of a message of the outbox, by its destination. */
export function carryOf(runtime: Runtime): Carry {
  return async (message) => {
    if (message.destination === people) return { state: "delivered" };
    const webhook = runtime.config.webhooks.find(({ name }) => name === message.destination);
    if (webhook) return postToWebhook(webhook, message);
    return { state: "failed", failure: "daypass.yaml no longer names this destination" };
  };
}
