const longestName = 40;

/**
 * The name that is being typed after an "@" right before the caret, and where the "@" stands; null: none is. A name of
 * `picked` that is followed by more is whole.
 */
export function mentionAt(
  text: string,
  caret: number,
  picked: readonly string[] = [],
): { start: number; typed: string } | null {
  const start = caret === 0 ? -1 : text.lastIndexOf("@", caret - 1);
  if (start === -1 || caret - start > longestName) return null;
  const before = start === 0 ? " " : text.charAt(start - 1);
  const typed = text.slice(start + 1, caret);
  if (picked.some((name) => typed.startsWith(`${name} `))) return null;
  return /\s|[([]/.test(before) && /^[\p{L}\p{N}.'’ -]*$/u.test(typed) && !/^\s|\s{2}/.test(typed)
    ? { start, typed }
    : null;
}

/** The text with the name put where it was being typed, and where the caret goes. */
export function withMention(
  text: string,
  caret: number,
  start: number,
  name: string,
): { text: string; caret: number } {
  const put = `${text.slice(0, start)}@${name} `;
  return { text: put + text.slice(caret).replace(/^ /, ""), caret: put.length };
}

/** Cuts a text at the names of those whom it mentions: what stands at an odd place is one of them, with its "@". */
export function splitAtMentions(text: string, names: readonly string[]): string[] {
  if (names.length === 0) return [text];
  const longestFirst = names.toSorted((a, b) => b.length - a.length).map(escaped);
  return text.split(new RegExp(`(@(?:${longestFirst.join("|")}))`, "u"));
}

const escaped = (name: string) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
