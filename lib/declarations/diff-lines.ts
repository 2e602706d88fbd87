export interface DiffLine {
  kind: "same" | "added" | "removed";
  text: string;
}

const mostCells = 4_000_000;

/** What changed from one text to the next, line by line; longest common subsequence. Null when they are too long to compare. */
export function diffLines(before: string, after: string): DiffLine[] | null {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const between = compare(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  const same = (text: string): DiffLine => ({ kind: "same", text });
  return between && [...now.slice(0, head).map(same), ...between, ...now.slice(now.length - tail).map(same)];
}

function compare(old: string[], now: string[]): DiffLine[] | null {
  if (old.length * now.length > mostCells) return null;
  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--)
    for (let column = now.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        old[row] === now[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const lines: DiffLine[] = [];
  let [row, column] = [0, 0];
  while (row < old.length || column < now.length) {
    const [left, right] = [old[row], now[column]];
    if (left !== undefined && left === right) {
      lines.push({ kind: "same", text: left });
      row++;
      column++;
    } else if (right !== undefined && (left === undefined || at(row, column + 1) > at(row + 1, column))) {
      lines.push({ kind: "added", text: right });
      column++;
    } else {
      lines.push({ kind: "removed", text: left ?? "" });
      row++;
    }
  }
  return lines;
}

/** Only what changed, with `around` lines before and after it; null stands for a gap. */
export function hunksOf(lines: DiffLine[], around = 3): (DiffLine | null)[] {
  const kept = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some((line) => line.kind !== "same"),
  );
  return lines.flatMap((line, index) => {
    if (kept[index]) return [line];
    return kept[index + 1] && index > 0 ? [null] : [];
  });
}

/** A line of the old text beside the one of the new text that stands in its place; null stands for a gap. */
export type LinePair = readonly [DiffLine | null, DiffLine | null];

/** Puts what was removed beside what was added in its place. */
export function pairsOf(lines: readonly (DiffLine | null)[]): (LinePair | null)[] {
  const pairs: (LinePair | null)[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = () => {
    for (let row = 0; row < Math.max(removed.length, added.length); row++)
      pairs.push([removed[row] ?? null, added[row] ?? null]);
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line?.kind === "removed") removed.push(line);
    else if (line?.kind === "added") added.push(line);
    else {
      flush();
      pairs.push(line && [line, line]);
    }
  }
  flush();
  return pairs;
}
