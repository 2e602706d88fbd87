import type { LineCounter, Node } from "yaml";
import { offsetAt, type Path, pathText } from "./path";
import type { Message } from "./report";

const mostMessages = 100;

/** Collects what there is to say about one document, each with its place in the file, up to a hundred messages. */
export class Findings {
  readonly messages: Message[] = [];
  /** How many errors there were, shown or not. */
  errors = 0;

  constructor(
    private readonly lines: LineCounter,
    private readonly root: Node | null = null,
  ) {}

  error(rule: string, path: Path, message: string, hint?: string): void {
    this.find("error", rule, path, message, hint);
  }

  warn(rule: string, path: Path, message: string, hint?: string): void {
    this.find("warning", rule, path, message, hint);
  }

  private find(
    severity: Message["severity"],
    rule: string,
    path: Path,
    message: string,
    hint?: string,
  ): void {
    // Finding the place costs time, which a file full of mistakes does not deserve.
    const offset = this.root && !this.isFull ? offsetAt(this.root, path) : 0;
    this.at(severity, rule, offset, path, message, hint);
  }

  /** For a place that no path leads to. */
  at(
    severity: Message["severity"],
    rule: string,
    offset: number,
    path: Path,
    message: string,
    hint?: string,
  ): void {
    const isFirstError = severity === "error" && !this.failed;
    if (severity === "error") this.errors += 1;
    if (this.isFull && !isFirstError) return;
    const { line, col } = this.lines.linePos(offset);
    const place = { path: pathText(path), line: Math.max(line, 1), column: Math.max(col, 1) };
    this.messages.push({ severity, rule, ...place, message, hint: hint ?? null });
  }

  get failed(): boolean {
    return this.errors > 0;
  }

  get isFull(): boolean {
    return this.messages.length >= mostMessages;
  }

  inOrder(): Message[] {
    return this.messages.toSorted((one, other) => one.line - other.line || one.column - other.column);
  }

  lineOf(node: Node): number {
    return Math.max(this.lines.linePos(node.range?.[0] ?? 0).line, 1);
  }
}
