import { oneOfWords } from "@/lib/declarations/describe";
import { printable } from "@/lib/declarations/printable";

const mostNamed = 5;

/** Names that somebody else wrote, short and made safe: "a, b and 3 more". */
export function names(all: readonly string[], between = "and"): string {
  const shown = all.slice(0, mostNamed).map((name) => printable(name));
  const rest = all.length - shown.length;
  return oneOfWords(rest > 0 ? [...shown, `${rest} more`] : shown, between);
}

/** "2026-11-26 10:05 UTC" */
export const instant = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;

/** "in production" */
export const inPlace = (environment: string | null): string =>
  environment === null ? "without an environment" : `in ${printable(environment)}`;
