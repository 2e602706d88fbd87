import { createHmac } from "node:crypto";

/** The headers of Standard Webhooks 1.0: HMAC-SHA256 over "id.timestamp.body", so a receiver can tell us from others and refuse a replay. */
export function signatureHeaders(id: string, at: Date, body: string, secret: string): Record<string, string> {
  const timestamp = Math.floor(at.getTime() / 1000).toString();
  const key = secret.startsWith("whsec_")
    ? Buffer.from(secret.slice("whsec_".length), "base64")
    : Buffer.from(secret);
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
