import { createHash } from "node:crypto";

/** Randomness that is the same for the same seed, on every machine. */
export interface Chance {
  /** At least 0, less than 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(from: number, to: number): number;
  isLucky(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Log-normal, as waiting times are: half of the values are below `median`; a spread of 1 is wide. */
  about(median: number, spread: number): number;
  bytes(count: number): Buffer;
}

export function createChance(seed: string): Chance {
  const next = sfc32(createHash("sha256").update(seed).digest());
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const int = (from: number, to: number) => from + Math.floor(next() * (to - from + 1));
  return {
    next,
    int,
    isLucky: (share) => next() < share,
    pick(items) {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new RangeError("there is nothing to pick from");
      return item;
    },
    about: (median, spread) => median * Math.exp(spread * normal()),
    bytes: (count) => Buffer.from(Array.from({ length: count }, () => int(0, 255))),
  };
}

/** What is picked more often the heavier it is. Weighing takes place once. */
export function weigh<T>(items: readonly T[], weightOf: (item: T) => number): (chance: Chance) => T {
  let total = 0;
  const upTo = items.map((item) => {
    total += weightOf(item);
    return total;
  });
  return (chance) => {
    const wanted = chance.next() * total;
    let low = 0;
    for (let high = items.length - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    const item = items[low];
    if (item === undefined) throw new RangeError("there is nothing to pick from");
    return item;
  };
}

/** The generator of PractRand's author, by 32-bit counters; good enough for stories, never for secrets. */
function sfc32(seed: Buffer): () => number {
  let [a, b, c, counter] = [seed.readInt32LE(0), seed.readInt32LE(4), seed.readInt32LE(8), 1];
  const step = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (let round = 0; round < 12; round++) step();
  return step;
}
