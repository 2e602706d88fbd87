/** The key at the beginning of a line, and where its value may begin; null where no colon follows yet. */
export function keyOf(text: string): { name: string; end: number } | null {
  const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*:(?=\s|$)/.exec(text);
  const plain = quoted ?? /^([^\s"'[\]{}#&*!|>%@`,][^#]*?)\s*:(?=\s|$)/.exec(text);
  return plain ? { name: unquoted(plain[1] ?? ""), end: plain[0].length } : null;
}

/** What a value says that is one word or text on one line; undefined for anything else. */
export function scalarOf(text: string): string | undefined {
  const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(text);
  if (quoted) return unquoted(quoted[0]);
  if (/^[[{|>&*!]/.test(text)) return undefined;
  return text.replace(/\s#.*$/, "").trim();
}

export const unquoted = (text: string): string =>
  /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
