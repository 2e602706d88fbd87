import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const slotMs = 60_000;

/** Nonces that we choose (RFC 9449, section 9): the present one and the one before count, and none is stored. */
export class DpopNonces {
  readonly #secret: string | Buffer;

  /** Processes that share a secret accept each other's nonces. */
  constructor(secret?: string) {
    this.#secret = secret ?? randomBytes(32);
  }

  current(now: number): string {
    return this.#of(Math.floor(now / slotMs));
  }

  accepts(nonce: unknown, now: number): boolean {
    if (typeof nonce !== "string") return false;
    const slot = Math.floor(now / slotMs);
    return isSame(nonce, this.#of(slot)) || isSame(nonce, this.#of(slot - 1));
  }

  #of(slot: number): string {
    return createHmac("sha256", this.#secret).update(`dpop-nonce ${slot}`).digest("base64url");
  }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
