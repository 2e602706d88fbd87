/** Proofs that were used, each until it would be too old anyway. Full, it takes none: forgetting one would let it in again. */
export class ReplayStore {
  readonly #until = new Map<string, number>();

  constructor(readonly limit: number) {}

  /** "new" at the first sight of an id, and only then. */
  use(id: string, now: number, keepMs: number): "new" | "seen" | "full" {
    const until = this.#until.get(id);
    if (until !== undefined && now < until) return "seen";
    if (this.#until.size >= this.limit) this.#sweep(now);
    if (this.#until.size >= this.limit) return "full";
    this.#until.delete(id);
    this.#until.set(id, now + keepMs);
    return "new";
  }

  /** All are kept for the same time, so the oldest go first. */
  #sweep(now: number): void {
    for (const [id, until] of this.#until) {
      if (now < until) return;
      this.#until.delete(id);
    }
  }
}
