import type { WebhookConfig } from "@/lib/config/config";
import { type Attempt, attemptMs, failureOf, type OutboxMessage } from "./message";
import { pauseOf } from "./retry-after";
import { signatureHeaders } from "./signature";

/** Posts a message to its receiver, signed. */
export async function postToWebhook(webhook: WebhookConfig, message: OutboxMessage): Promise<Attempt> {
  const body = JSON.stringify(message.payload);
  const secrets = webhook.previousSecret ? [webhook.secret, webhook.previousSecret] : [webhook.secret];
  try {
    const response = await fetch(webhook.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...signatureHeaders(message.id, new Date(), body, secrets),
      },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(attemptMs),
    });
    await readToEnd(response);
    if (response.ok) return { state: "delivered" };
    return { state: "failed", failure: `the receiver answered ${response.status}`, ...pauseOf(response) };
  } catch (error) {
    return { state: "failed", failure: failureOf(error) };
  }
}

const longestAnswerBytes = 65_536;

/** An answer that breaks off is none, so it throws; of one without an end, the beginning is enough. */
async function readToEnd({ body }: Response): Promise<void> {
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.byteLength;
    if (bytes > longestAnswerBytes) return;
  }
}
