import { randomUUID } from "node:crypto";

/** That a grant was used: when first and last since the last report, and how often. */
export interface Receipt {
  grantId: string;
  firstAt: string;
  lastAt: string;
  count: number;
}

interface Use {
  firstAt: number;
  lastAt: number;
  count: number;
}

const mostGrants = 10_000;
const mostAtOnce = 500;

/** What is delivered as a whole, under one key: whoever gets it twice counts it once. */
export interface Batch {
  key: string;
  items: Receipt[];
}

/** Counts uses by grant until they are reported. */
export class Receipts {
  #uses = new Map<string, Use>();
  #undelivered: Batch | undefined;

  add(grantId: string, now: number): void {
    const use = this.#uses.get(grantId);
    if (use) {
      use.lastAt = Math.max(use.lastAt, now);
      use.count += 1;
    } else if (this.#uses.size < mostGrants) this.#uses.set(grantId, { firstAt: now, lastAt: now, count: 1 });
  }

  /** How many of them are to be delivered by now. */
  get batches(): number {
    return (this.#undelivered ? 1 : 0) + Math.ceil(this.#uses.size / mostAtOnce);
  }

  /** What is to be delivered next: the same, under the same key, until it was `delivered`. An answer may be lost on its way. */
  next(): Batch | undefined {
    this.#undelivered ??= this.#take();
    return this.#undelivered;
  }

  delivered(): void {
    this.#undelivered = undefined;
  }

  #take(): Batch | undefined {
    const items: Receipt[] = [];
    for (const [grantId, { firstAt, lastAt, count }] of this.#uses) {
      if (items.length === mostAtOnce) break;
      items.push({
        grantId,
        firstAt: new Date(firstAt).toISOString(),
        lastAt: new Date(lastAt).toISOString(),
        count,
      });
      this.#uses.delete(grantId);
    }
    return items.length === 0 ? undefined : { key: randomUUID(), items };
  }
}
