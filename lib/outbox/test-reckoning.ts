/** What somebody should get: `line` is what has to come in order. */
export interface Due {
  key: string;
  line: string;
  /** Settled before it was sent: it may have come, and need not. */
  settled?: boolean;
}

/** What came, oldest first. What was gathered with others has no place in a line. */
export interface Came {
  key: string;
  gathered?: boolean;
}

export interface Reckoning {
  expected: number;
  settled: number;
  delivered: number;
  lost: string[];
  /** Came and was never to come. */
  unexpected: string[];
  outOfOrder: string[];
  duplicates: number;
}

/** Compares what should have come with what came. Lines in `exempt` were given up meanwhile: nothing waits behind that. */
export function reckon(
  due: readonly Due[],
  came: readonly Came[],
  exempt: ReadonlySet<string> = new Set(),
): Reckoning {
  const owed = due.filter(({ settled }) => !settled);
  const arrived = new Set(came.map(({ key }) => key));
  const lineOf = new Map(due.map(({ key, line }) => [key, line]));
  if (lineOf.size < due.length) throw new Error("two things that are due cannot be told apart");
  const wanted = new Map<string, string[]>();
  const alone = came.filter(({ gathered }) => !gathered);
  const single = new Set(alone.map(({ key }) => key));
  for (const { key, line } of due) if (single.has(key)) wanted.set(line, [...(wanted.get(line) ?? []), key]);
  const lines = new Map<string, string[]>();
  for (const { key } of alone) {
    const line = lineOf.get(key);
    if (line === undefined) continue;
    const keys = lines.get(line) ?? [];
    // A message may come again before the next one of its line.
    if (keys.at(-1) !== key) lines.set(line, [...keys, key]);
  }
  return {
    expected: owed.length,
    settled: due.length - owed.length,
    delivered: owed.filter(({ key }) => arrived.has(key)).length,
    lost: owed.filter(({ key }) => !arrived.has(key)).map(({ key }) => key),
    unexpected: [...arrived].filter((key) => !lineOf.has(key)),
    outOfOrder: [...lines]
      .filter(([line, keys]) => !exempt.has(line) && keys.join() !== wanted.get(line)?.join())
      .map(([line, keys]) => `${line}: ${keys.join(" ")}`),
    duplicates: came.length - arrived.size,
  };
}
