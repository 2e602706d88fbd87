import { durationWords } from "@/lib/declarations/describe";

/** What each number means, in one sentence. */
export const definitions = {
  period: "Everything is about requests that were made in the period, whatever became of them later.",
  decision:
    "Time to decision: from asking to the last decision, where people approved or denied; what a declaration decides by itself is not in it.",
  access:
    "Time to access: from asking, or from the start that was asked for where that is later, to the moment at which access began; access at once is in it.",
  lapsed:
    "Lapsed: of the requests that people had to decide and that are over, those that nobody decided in time; what was taken back is not in it.",
  auto: "At once: of the requests that were approved, those that the declaration said yes to by itself.",
  unused:
    "Never used: of the access that began and is over, that under which no token was ever issued and no service reported a call.",
  breakGlass:
    "Break-glass: access taken in an emergency without anybody's yes; its review is overdue once it is due and not done.",
  groups:
    "By approver: from the moment at which it was somebody's turn to their decision, by the group through which they were asked.",
  compared: "Compared with the period of the same length before.",
} as const;

/** "22 min", "2 h 5 min", "1 d 4 h", and "at once" for nothing at all: as exact as people need it. */
export function lengthWords(seconds: number | null): string {
  if (seconds === null) return "–";
  if (seconds < 1) return "at once";
  const unit = seconds < 60 ? 1 : seconds < 86_400 ? 60 : 3_600;
  return durationWords(Math.max(unit, Math.round(seconds / unit) * unit));
}

/** "31 %"; below ten with one decimal. "–" of nothing. */
export function shareWords(share: number | null): string {
  if (share === null) return "–";
  const percent = share * 100;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

export interface Comparison {
  words: string;
  /** Whether that is good news; null where it is neither. */
  isBetter: boolean | null;
}

/** "9 min less than before"; null where there is nothing to compare with. Less is better. */
export function compareLengths(now: number | null, before: number | null): Comparison | null {
  if (now === null || before === null) return null;
  const difference = lengthWords(Math.abs(now - before));
  if (Math.abs(now - before) < Math.max(30, before * 0.02)) return { words: "as before", isBetter: null };
  return now < before
    ? { words: `${difference} less than before`, isBetter: true }
    : { words: `${difference} more than before`, isBetter: false };
}

/** "2.1 points less than before" */
export function compareShares(
  now: number | null,
  before: number | null,
  isLessBetter: boolean | null = true,
): Comparison | null {
  if (now === null || before === null) return null;
  const points = Math.abs(now - before) * 100;
  if (points < 0.5) return { words: "as before", isBetter: null };
  const words = `${points.toFixed(points < 10 ? 1 : 0)} points ${now < before ? "less" : "more"} than before`;
  return { words, isBetter: isLessBetter === null ? null : now < before === isLessBetter };
}

/** "18 % more than before" */
export function compareCounts(now: number, before: number): Comparison | null {
  if (before === 0) return null;
  const change = Math.round((now / before - 1) * 100);
  if (change === 0) return { words: "as before", isBetter: null };
  return { words: `${Math.abs(change)} % ${change < 0 ? "less" : "more"} than before`, isBetter: null };
}
