/** Whole lines of a file in which a block stands. */
export interface Lines {
  /** As they are, each with its line end. */
  raw: string[];
  /** In front of each line of a person's text. */
  indent: string;
  lineEnd: "\n" | "\r\n";
  /** What a person edits: without the indentation, and without blank lines at the end. */
  text: string;
}

/** Takes the lines of a block apart. */
export function linesOf(block: string): Lines {
  const raw = block.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const first = raw.find((line) => /^ *[^ #\r\n]/.test(line)) ?? "";
  const indent = first.slice(0, first.length - first.trimStart().length);
  const text = raw
    .map((line) => outdented(line.replace(/\r?\n$/, ""), indent.length))
    .join("\n")
    .trimEnd();
  return { raw, indent, lineEnd: raw[0]?.endsWith("\r\n") ? "\r\n" : "\n", text };
}

/** A comment may stand further to the left than what it is about. */
function outdented(line: string, width: number): string {
  const spaces = line.length - line.replace(/^ +/, "").length;
  return line.slice(Math.min(spaces, width));
}

/** A text as it was typed, in lines of its own: without blank ones at the end. */
export const tidied = (text: string): string => text.replace(/\r\n?/g, "\n").trimEnd();
