const longest = 20;
// Days, hours, minutes and seconds only: months and years have no fixed length.
const goStyle = /^(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/;
const iso8601 = /^P(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/;

/**
 * The same rule for languages that have regular expressions alone, and none that looks ahead: a text of at most 20
 * characters is a duration when it matches both. The second wants a digit that is not 0, and something after the T.
 */
export const durationPatterns = [
  "^(?:(?:[0-9]{1,4}d)?(?:[0-9]{1,5}h)?(?:[0-9]{1,6}m)?(?:[0-9]{1,8}s)?|P(?:[0-9]{1,4}D)?(?:T(?:[0-9]{1,5}H)?(?:[0-9]{1,6}M)?(?:[0-9]{1,8}S)?)?)$",
  "[1-9].*[^T]$",
];

/**
 * Whole seconds of "30m", "8h", "1d12h" (Go style, with days) or "PT8H", "P1D" (ISO 8601 without months and years).
 * Throws a RangeError for anything else, zero included.
 */
export function parseDuration(text: string): number {
  const match = text.length <= longest ? (goStyle.exec(text) ?? iso8601.exec(text)) : null;
  const [days, hours, minutes, seconds] = (match ?? []).slice(1).map((digits) => Number(digits ?? 0));
  const total = (days ?? 0) * 86_400 + (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0);
  if (!match || total === 0) {
    throw new RangeError(
      `"${text.slice(0, longest)}" is not a duration. Write it like 30m, 8h, 1d12h, PT8H or P1D.`,
    );
  }
  return total;
}
