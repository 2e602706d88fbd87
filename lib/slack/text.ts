const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * What somebody wrote, as Slack's markup: nothing in it links, mentions or calls a channel. At most `longest` characters as
 * sent; what is cut says so.
 */
export function escaped(text: string, longest: number): string {
  const pieces = Array.from(text, (char) => escapes[char] ?? char);
  const whole = pieces.join("");
  if (whole.length <= longest) return whole;
  let out = "";
  for (const piece of pieces) {
    if (out.length + piece.length > longest - 1) break;
    out += piece;
  }
  return `${out.trimEnd()}…`;
}

/** Each line of it quoted. */
export function quoted(text: string, longest: number): string {
  const lines = text.split(/\r?\n/).slice(0, mostLines);
  // Every line gets two characters more.
  return escaped(lines.join("\n"), longest - 2 * lines.length)
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
}

const mostLines = 100;

/** An instant in the reader's own time zone: "today at 17:30"; where that fails, in UTC. */
export function instant(at: Date): string {
  const fallback = `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short_pretty} at {time}|${fallback}>`;
}

/** A link of ours. */
export const link = (url: string, label: string): string =>
  `<${url.replace(/[<>|\s]/g, encodeURIComponent)}|${escaped(label, 200).replaceAll("|", " ")}>`;
