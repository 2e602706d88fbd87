const usual = [900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400];

/** To what an approver is offered to shorten `longest` seconds, shortest first: the usual lengths, and about half. Pure. */
export function shorterDurations(longest: number): number[] {
  const half = Math.max(60, Math.floor(longest / 2));
  return [...new Set([...usual, half])].filter((seconds) => seconds < longest).sort((a, b) => a - b);
}
