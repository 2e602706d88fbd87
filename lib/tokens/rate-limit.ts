import { createHash } from "node:crypto";

/**
 * How many calls a process takes: `perSecond` in the long run and `burst` at once. With n processes it is n times as much:
 * it is there so that nobody takes a process for themselves, and not to guess secrets of 256 bits less often.
 */
interface Limit {
  perSecond: number;
  burst: number;
}

interface Bucket {
  left: number;
  at: number;
}

const mostBuckets = 10_000;

export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly limit: Limit) {}

  /** Takes one call of `key`: 0, or how many seconds its caller has to wait. */
  take(key: string, now = performance.now()): number {
    const { perSecond, burst } = this.limit;
    const known = this.#buckets.get(key);
    const left = known ? Math.min(burst, known.left + ((now - known.at) / 1000) * perSecond) : burst;
    if (left < 1) return Math.ceil((1 - left) / perSecond);
    // The one that was quiet for longest is forgotten first: it is full again by then, or somebody floods us with names.
    this.#buckets.delete(key);
    this.#buckets.set(key, { left: left - 1, at: now });
    const [oldest] = this.#buckets.size > mostBuckets ? this.#buckets.keys() : [];
    if (oldest !== undefined) this.#buckets.delete(oldest);
    return 0;
  }

  /** For a call that turned out to be none of those that are limited. */
  giveBack(key: string): void {
    const known = this.#buckets.get(key);
    if (known) known.left = Math.min(this.limit.burst, known.left + 1);
  }
}

/** By what a call is counted before anybody is known: a digest, so that no secret stays in memory. */
export const nameOf = (text: string): string => createHash("sha256").update(text).digest("base64url");
