/** One line of the report. `ratio` is to the limit or peer that `against` names, measured in the same run. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  ratio?: number;
  against?: string;
  target?: string;
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** Nearest-rank percentile; NaN of nothing. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/**
 * Runs contestants in turn, `rounds` times each, so that a noisy minute hits all of them, and gives the median of each.
 * A contestant works for about `ms` and gives operations a second.
 */
export async function interleave<K extends string>(
  contestants: Record<K, (ms: number) => Promise<number> | number>,
  rounds = 5,
  ms = 600,
): Promise<Record<K, number>> {
  const names = Object.keys(contestants) as K[];
  const rates = new Map<K, number[]>(names.map((name) => [name, []]));
  for (const name of names) await contestants[name](Math.min(200, ms));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) rates.get(name)?.push(await contestants[name](ms));
  }
  return Object.fromEntries(names.map((name) => [name, median(rates.get(name) ?? [])])) as Record<K, number>;
}

/** Calls `work` from `lanes` lanes for `ms`; gives calls a second, and puts how long each took into `times`. */
export async function rate(
  ms: number,
  lanes: number,
  work: (lane: number) => Promise<unknown>,
  times: number[] = [],
): Promise<number> {
  let calls = 0;
  const started = performance.now();
  const until = started + ms;
  const lane = async (index: number) => {
    while (performance.now() < until) {
      const began = performance.now();
      await work(index);
      times.push(performance.now() - began);
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  return (calls * 1000) / (performance.now() - started);
}

export function print(title: string, figures: readonly Figure[]): void {
  console.log(`\n${title}`);
  for (const figure of figures) {
    const value =
      figure.value >= 100 ? Math.round(figure.value).toLocaleString("en") : figure.value.toFixed(2);
    const ratio = figure.ratio === undefined ? "" : `  ${figure.ratio.toFixed(2)} x ${figure.against}`;
    const target = figure.target === undefined ? "" : `  (target ${figure.target})`;
    console.log(`  ${figure.name.padEnd(44)} ${value.padStart(10)} ${figure.unit}${ratio}${target}`);
  }
}
