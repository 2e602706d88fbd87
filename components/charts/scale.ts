/** The next number that people like at the top of an axis: 1, 2, 3, 4, 5, 6, 8 or 10 with noughts. */
export function niceTop(most: number): number {
  const size = 10 ** Math.floor(Math.log10(most));
  const step = [1, 2, 3, 4, 5, 6, 8, 10].find((each) => each * size >= most) ?? 10;
  return step * size;
}

/** What an axis of whole things is marked with, from nothing to its top. */
export const countMarks = (top: number): number[] => [0, top / 2, top].filter(Number.isInteger);

/** Where lengths are marked: what people count in. */
const marks = [1, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400, 172_800, 604_800];

/** The marks of a logarithmic axis around values in seconds, from one below the least to one above the most; none of nothing. */
export function lengthMarks(lengths: readonly (number | null)[]): number[] {
  const values = lengths.filter((length) => length !== null);
  if (values.length === 0) return [];
  const [least, most] = [Math.max(1, Math.min(...values)), Math.max(2, ...values)];
  const low = marks.findLastIndex((mark) => mark <= least);
  const high = marks.findIndex((mark) => mark >= most);
  return marks.slice(Math.max(0, low), high === -1 ? marks.length : Math.max(high, low + 1) + 1);
}

/** Where a length lies between the first mark and the last, from 0 to 1, on a logarithmic scale. */
export function placeOf(seconds: number, shown: readonly number[]): number {
  const [first = 1, last = 2] = [shown[0], shown.at(-1)];
  const place = Math.log(Math.max(seconds, first) / first) / Math.log(last / first);
  return Math.min(1, Math.max(0, place));
}
