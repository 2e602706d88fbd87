import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What proves that a call comes from Slack: its headers and its body, byte for byte. */
export interface SlackProof {
  /** X-Slack-Signature: "v0=" and the HMAC-SHA-256 in hex. */
  signature: string | null;
  /** X-Slack-Request-Timestamp, in seconds. */
  timestamp: string | null;
  body: Uint8Array;
}

/** How old, or how far ahead of our clock, a call may be. */
export const freshForSeconds = 300;

/**
 * "genuine", or why not. A wrong signature takes as long as the right one, and is told before anything is said about time:
 * who cannot sign learns nothing.
 */
export function checkSignature(proof: SlackProof, secret: string, now: Date): "genuine" | "wrong" | "stale" {
  const timestamp = /^[0-9]{1,12}$/.test(proof.timestamp ?? "") ? (proof.timestamp ?? "") : "";
  const [, given = ""] = /^v0=([0-9a-f]{64})$/.exec(proof.signature ?? "") ?? [];
  const expected = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(proof.body).digest("hex");
  if (!isSame(given, expected) || timestamp === "") return "wrong";
  const age = Math.abs(now.getTime() / 1000 - Number(timestamp));
  return age <= freshForSeconds ? "genuine" : "stale";
}

const isSame = (one: string, other: string) => timingSafeEqual(digest(one), digest(other));

const digest = (text: string) => createHash("sha256").update(text).digest();
