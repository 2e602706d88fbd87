import { printable } from "@/lib/declarations/printable";

const widest = 100;

/** The line of a message between its neighbours, with a caret below the column. Empty when there is no such line. */
export function codeFrame(lines: readonly string[], line: number, column: number): string[] {
  const text = lines[line - 1];
  if (text === undefined || text === "") return [];
  const gutter = String(line + 1).length;
  // All three are cut at the same column, so that what stands below each other in the file does so here.
  const from = column > widest - 10 ? column - widest / 2 : 0;
  const shown = (number: number) => {
    const own = lines[number - 1];
    if (own === undefined || (own === "" && number === lines.length)) return [];
    const mark = number === line ? ">" : " ";
    return [`  ${mark} ${String(number).padStart(gutter)} | ${cut(own, from)}`.trimEnd()];
  };
  const before = visible(text.slice(from, column - 1)).length;
  const caret = `    ${" ".repeat(gutter)} | ${" ".repeat(before)}^`;
  return [...shown(line - 1), ...shown(line), caret, ...shown(line + 1)];
}

const cut = (text: string, from: number) =>
  visible(text.slice(from, from + widest)) + (text.length > from + widest ? "…" : "");

// A tab is one column to whoever counts columns.
const visible = (text: string) => printable(text.replaceAll("\t", " "), widest * 8);
