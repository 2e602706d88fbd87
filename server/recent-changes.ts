import type { Change } from "@/lib/audit/append";

const keptMs = 30_000;
const mostKept = 200;
/** So far may the clocks of two processes be apart: a page that one of them made opens its stream at another. */
const clocksApartMs = 1_000;

/** What one process heard of lately, for a page that was read before its stream opened. Pure. */
export class RecentChanges {
  #kept: { at: number; change: Change }[] = [];
  #completeSince: number;

  constructor(now: number) {
    this.#completeSince = now;
  }

  add(change: Change, now: number): void {
    this.#kept.push({ at: now, change });
    let outdated = this.#kept.findIndex(({ at }) => at >= now - keptMs);
    outdated = Math.max(outdated, this.#kept.length - mostKept);
    const dropped = this.#kept.splice(0, outdated).at(-1);
    if (dropped) this.#completeSince = dropped.at + 1;
  }

  /** Something may have been missed until now. */
  forget(now: number): void {
    this.#kept = [];
    this.#completeSince = now;
  }

  /** All that was heard of since that instant; null where that is no longer known. */
  since(instant: number): Change[] | null {
    const from = instant - clocksApartMs;
    if (from < this.#completeSince) return null;
    return this.#kept.filter(({ at }) => at >= from).map(({ change }) => change);
  }
}
