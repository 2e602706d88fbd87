import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { Runtime } from "@/lib/runtime/runtime";

const slotMs = 60_000;

/** The nonce of this minute (RFC 9449, section 8): made from DAYPASS_SECRET, so that every process takes it and none is stored. */
export const currentNonce = (runtime: Runtime, now = Date.now()): string =>
  nonceOf(runtime, Math.floor(now / slotMs));

/** Whether it is the nonce of this minute or of the one before. */
export function isCurrentNonce(runtime: Runtime, nonce: unknown, now = Date.now()): boolean {
  if (typeof nonce !== "string") return false;
  const slot = Math.floor(now / slotMs);
  return [slot, slot - 1].some((one) => isSame(nonce, nonceOf(runtime, one)));
}

const keys = new WeakMap<Runtime, Buffer>();

function nonceOf(runtime: Runtime, slot: number): string {
  const key =
    keys.get(runtime) ??
    Buffer.from(hkdfSync("sha256", runtime.config.secret, "", "daypass dpop nonces", 32));
  keys.set(runtime, key);
  return createHmac("sha256", key).update(String(slot)).digest("base64url");
}

function isSame(given: string, own: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(own)];
  return a.length === b.length && timingSafeEqual(a, b);
}
