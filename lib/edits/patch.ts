import { diffLines } from "@/lib/declarations/diff-lines";
import type { TraitBlock } from "@/lib/declarations/written";
import { type Lines, linesOf, tidied } from "./editable";

export interface Patch {
  /** A unified diff that `git apply` takes; empty when nothing changed. */
  text: string;
  /**
   * Whether it ends with a changed line of which nobody here knows what follows. git takes such a hunk for the end of the
   * file, unless it is told that it is not: --unidiff-zero.
   */
  endsOpen: boolean;
}

const context = 3;

/** What turns the lines of `block` in `file` into `edited`, which is not indented. Lines that did not change stay to the byte. */
export function patchOf(file: string, block: TraitBlock, edited: string): Patch {
  const steps = stepsOf(linesOf(block.text), tidied(edited));
  const hunks = hunksOf(steps);
  if (hunks.length === 0) return { text: "", endsOpen: false };
  const body = hunks.map(({ from, to }) => hunkText(steps, from, to, block.line)).join("");
  const head = `diff --git ${named("a", file)} ${named("b", file)}\n--- ${ended("a", file)}\n+++ ${ended("b", file)}\n`;
  const last = steps.at(-1);
  return { text: head + body, endsOpen: last?.sign !== " " && block.text.endsWith("\n") };
}

interface Step {
  sign: " " | "+" | "-";
  /** With its line end, if it has one. */
  line: string;
}

function stepsOf(lines: Lines, edited: string): Step[] {
  const { raw, indent, lineEnd, text } = lines;
  const steps: Step[] = [];
  let at = 0;
  const compared = diffLines(text, edited) ?? [
    ...text.split("\n").map((line) => ({ kind: "removed" as const, text: line })),
    ...edited.split("\n").map((line) => ({ kind: "added" as const, text: line })),
  ];
  for (const { kind, text: line } of compared) {
    if (kind === "added") steps.push({ sign: "+", line: (line === "" ? "" : indent + line) + lineEnd });
    else steps.push({ sign: kind === "same" ? " " : "-", line: raw[at++] ?? "" });
  }
  for (const line of raw.slice(at)) steps.push({ sign: " ", line });
  return withSameEnd(steps);
}

/** A file without a line end at its end keeps to that, and only its last line does. */
function withSameEnd(steps: Step[]): Step[] {
  const isOpen = (step: Step) => !step.line.endsWith("\n");
  const open = steps.find(isOpen);
  if (!open) return steps;
  const lineEnd = steps.find((step) => step.line.endsWith("\r\n")) ? "\r\n" : "\n";
  const last = steps.findLast((step) => step.sign !== "-");
  return steps.flatMap((step): Step[] => {
    if (step === last && step.sign === "+") return [{ ...step, line: step.line.replace(/\r?\n$/, "") }];
    if (step !== open || step === last || step.sign === "-") return [step];
    return [
      { sign: "-", line: step.line },
      { sign: "+", line: step.line + lineEnd },
    ];
  });
}

/** Stretches of steps that change something, with what stands around it. */
function hunksOf(steps: readonly Step[]): { from: number; to: number }[] {
  const hunks: { from: number; to: number }[] = [];
  for (const [index, { sign }] of steps.entries()) {
    if (sign === " ") continue;
    const last = hunks.at(-1);
    const from = Math.max(index - context, 0);
    const to = Math.min(index + context + 1, steps.length);
    if (last && from <= last.to) last.to = to;
    else hunks.push({ from, to });
  }
  return hunks;
}

function hunkText(steps: readonly Step[], from: number, to: number, line: number): string {
  const count = (part: readonly Step[], but: "+" | "-") => part.filter(({ sign }) => sign !== but).length;
  const [before, own] = [steps.slice(0, from), steps.slice(from, to)];
  const range = (but: "+" | "-") => {
    const lines = count(own, but);
    // Of no lines, git counts the one before them.
    return `${line + count(before, but) - (lines === 0 ? 1 : 0)},${lines}`;
  };
  const marked = own.map(({ sign, line: text }) =>
    text.endsWith("\n") ? `${sign}${text}` : `${sign}${text}\n\\ No newline at end of file\n`,
  );
  return `@@ -${range("+")} +${range("-")} @@\n${marked.join("")}`;
}

/** A file's name as git writes it: in quotes where it holds what ends a name or a line. */
function named(side: "a" | "b", file: string): string {
  const path = `${side}/${file}`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be escaped
  if (!/["\\\u0000-\u001f\u007f]/.test(path)) return path;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be escaped
  const escaped = path.replace(/["\\\u0000-\u001f\u007f]/g, (char) =>
    char === '"' || char === "\\" ? `\\${char}` : `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
  return `"${escaped}"`;
}

/** With a tab after a name that holds a space, as git does. */
const ended = (side: "a" | "b", file: string): string =>
  file.includes(" ") ? `${named(side, file)}\t` : named(side, file);
