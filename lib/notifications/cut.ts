/** At most `longest` characters of `text`; what is cut says so, and no character is cut in half. */
export function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const whole = text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "");
  return `${whole.trimEnd()}…`;
}
