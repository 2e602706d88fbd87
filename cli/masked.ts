import { looksLikeCredential } from "@/lib/declarations/credential";
import type { Message } from "@/lib/declarations/report";

const mask = "********";

/**
 * The lines of a file with everything hidden that may be a secret, whether or not a message is about it: what stands
 * behind a key that is called like one, below it, or beside it as the `value` of a name; and what only a key looks like.
 */
export function shownLines(bytes: Uint8Array, messages: readonly Message[]): string[] {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  const found = new Set(messages.filter(({ rule }) => rule === "credential").map(({ line }) => line));
  const isSecret = lines.map((line, index) => found.has(index + 1) || namesSecret(line));
  let below: number | undefined;
  return lines.map((line, index) => {
    if (below !== undefined && (indentOf(line) > below || !beginsAnew(line))) return hidden(line);
    below = isSecret[index] ? indentOf(line) : undefined;
    if (below !== undefined) return withoutValue(line);
    const isBeside = isSecret[index - 1] || isSecret[index + 1];
    return isBeside && /^[\s{-]*["']?value["']?\s*:/i.test(line) ? withoutValue(line) : withoutTokens(line);
  });
}

const namesSecret = (line: string) => looksLikeCredential(line) || /token["']?\s*[:=]/i.test(line);

const indentOf = (line: string) => line.search(/\S|$/);

/** A new entry, a comment or the end of something: not the rest of a value that began above. */
const beginsAnew = (line: string) => /^\s*(?:-\s|["']?[\w./-]+["']?\s*:|[\]}#]|---|\.\.\.)/.test(line);

const hidden = (line: string) => (line.trim() === "" ? "" : `${line.slice(0, indentOf(line))}${mask}`);

/** Up to the first sign that a value follows. */
function withoutValue(line: string): string {
  const end = /[:=]\s*(?=\S)/.exec(line);
  if (!end) return line.includes(":") ? line : hidden(line);
  return `${line.slice(0, end.index + end[0].length)}${mask}`;
}

/** Twenty letters and digits in a row are no word of anybody's. */
const withoutTokens = (line: string) =>
  line.replace(/[A-Za-z0-9+]{20,}={0,2}/g, (word) =>
    /\d/.test(word) && /[A-Za-z]/.test(word) ? mask : word,
  );
