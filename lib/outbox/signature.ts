import { createHmac } from "node:crypto";

/**
 * The headers of Standard Webhooks 1.0: HMAC-SHA256 over "id.timestamp.body", so a receiver can tell us from others and refuse
 * a replay. While a secret is changed there are two, and a receiver takes either.
 */
export function signatureHeaders(
  id: string,
  at: Date,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1000).toString();
  const signatures = secrets.map((secret) => {
    const digest = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64");
    return `v1,${digest}`;
  });
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signatures.join(" ") };
}

/** "whsec_" and base64, as libraries write a secret, or any other text as it is. */
const keyOf = (secret: string) =>
  secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);
