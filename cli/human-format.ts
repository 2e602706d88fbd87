import { styleText } from "node:util";
import { printable } from "@/lib/declarations/printable";
import type { Message } from "@/lib/declarations/report";
import { codeFrame } from "./code-frame";
import type { LintFormat } from "./lint";
import { tallyText } from "./lint-tally";
import { shownLines } from "./masked";

/** For a person: place, words, hint and the line itself. */
export function humanFormat({ isColoured, isQuiet }: { isColoured: boolean; isQuiet: boolean }): LintFormat {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    isColoured ? styleText(style, text, { validateStream: false }) : text;

  const block = (file: string, lines: string[], { severity, rule, line, column, message, hint }: Message) => {
    const place = paint("bold", `${printable(file, 4096)}:${line}:${column}`);
    const word = paint(severity === "error" ? "red" : "yellow", severity);
    const parts = [`${place} ${word} ${printable(message, 1000)} ${paint("dim", `[${rule}]`)}`];
    if (hint !== null) parts.push(`    ${printable(hint, 1000)}`);
    parts.push(...codeFrame(lines, line, column).map((text) => paint("dim", text)));
    return `${parts.join("\n")}\n\n`;
  };

  return {
    begin: () => "",
    file({ report, bytes }) {
      const messages = report.documents.flatMap((document) => document.messages);
      if (messages.length === 0) return "";
      const lines = shownLines(bytes, messages);
      return messages.map((message) => block(report.file, lines, message)).join("");
    },
    end: (tally, hasFailed) => (isQuiet && !hasFailed ? "" : `${tallyText(tally)}\n`),
  };
}
