import { parseDuration } from "@/lib/config/duration";

const longestSeconds = 9999 * 86_400;

/** A duration as a declaration writes it: "1d2h30m". What no declaration can write is cut, which is the stricter side. */
export function durationText(seconds: number): string {
  const whole = Math.min(seconds, longestSeconds);
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor((whole % 86_400) / 3600), "h"],
    [Math.floor((whole % 3600) / 60), "m"],
    [whole % 60, "s"],
  ];
  return parts.flatMap(([count, unit]) => (count > 0 ? `${count}${unit}` : [])).join("");
}

/** The shortest of what is declared, as it is written; undefined when nothing is. */
export function shortest(...durations: (string | undefined)[]): string | undefined {
  return durations.reduce(
    (least, text) =>
      least === undefined || (text !== undefined && parseDuration(text) < parseDuration(least))
        ? text
        : least,
    undefined,
  );
}

/** The lower of two limits; null is none. */
export const least = (one: number | null, other: number | null): number | null =>
  one === null ? other : other === null ? one : Math.min(one, other);
