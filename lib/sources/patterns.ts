/**
 * Whether `pattern` of a source's `declares` covers a service reference "namespace/application/component". "*" alone covers
 * everything; inside a part, "*" stands for any characters of that part.
 */
export function covers(pattern: string, ref: string): boolean {
  if (pattern === "*") return true;
  const wanted = pattern.split("/");
  const parts = ref.split("/");
  return wanted.length === parts.length && wanted.every((part, index) => matches(part, parts[index] ?? ""));
}

/** Wildcards without backtracking: each piece is looked for once, from where the last one ended. */
function matches(pattern: string, text: string): boolean {
  const pieces = pattern.split("*");
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (pieces.length === 1) return text === pattern;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let from = first.length;
  const until = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const at = text.indexOf(piece, from);
    if (at < 0 || at + piece.length > until) return false;
    from = at + piece.length;
  }
  return true;
}
