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

/** Counts uses by grant until they are reported. */
export class Receipts {
  #uses = new Map<string, Use>();

  add(grantId: string, now: number, firstAt = now, count = 1): void {
    const use = this.#uses.get(grantId);
    if (use) {
      use.lastAt = Math.max(use.lastAt, now);
      use.firstAt = Math.min(use.firstAt, firstAt);
      use.count += count;
    } else if (this.#uses.size < mostGrants) this.#uses.set(grantId, { firstAt, lastAt: now, count });
  }

  take(): Receipt[] {
    const taken: Receipt[] = [];
    for (const [grantId, { firstAt, lastAt, count }] of this.#uses) {
      if (taken.length === mostAtOnce) break;
      taken.push({
        grantId,
        firstAt: new Date(firstAt).toISOString(),
        lastAt: new Date(lastAt).toISOString(),
        count,
      });
      this.#uses.delete(grantId);
    }
    return taken;
  }

  putBack(receipts: readonly Receipt[]): void {
    for (const { grantId, firstAt, lastAt, count } of receipts)
      this.add(grantId, Date.parse(lastAt), Date.parse(firstAt), count);
  }
}
