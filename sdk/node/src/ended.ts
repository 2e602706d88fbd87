/** How long it is remembered that something ended: longer than anything else that could still say otherwise. */
export const rememberedMs = 60_000;

/** What was revoked a moment ago: tokens by `jti`, grants by id. What is older is known to the status lists. */
export class Ended {
  readonly #at = new Map<string, number>();

  constructor(
    readonly clock: () => number,
    readonly limit = 100_000,
  ) {}

  /** False: there is no room, and from now on it cannot be known from here. */
  add(id: string): boolean {
    const now = this.clock();
    for (const [old, at] of this.#at) {
      if (now - at <= rememberedMs) break;
      this.#at.delete(old);
    }
    this.#at.delete(id);
    if (this.#at.size >= this.limit) {
      this.#at.clear();
      return false;
    }
    this.#at.set(id, now);
    return true;
  }

  has(id: string): boolean {
    return this.#at.has(id);
  }
}
