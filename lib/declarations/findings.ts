import type { LineCounter, Node } from "yaml";
import { offsetAt, type Path, pathText } from "./path";
import type { Message } from "./report";

const mostMessages = 100;

/** Collects what there is to say about one document, each with its place in the file. */
export class Findings {
  readonly messages: Message[] = [];
  private left = mostMessages;

  constructor(
    private readonly lines: LineCounter,
    private readonly root: Node | null = null,
  ) {}

  get failed(): boolean {
    return this.messages.some((message) => message.severity === "error");
  }

  error(rule: string, path: Path, message: string, hint?: string): void {
    this.at("error", rule, this.root ? offsetAt(this.root, path) : 0, path, message, hint);
  }

  warn(rule: string, path: Path, message: string, hint?: string): void {
    this.at("warning", rule, this.root ? offsetAt(this.root, path) : 0, path, message, hint);
  }

  inOrder(): Message[] {
    return this.messages.toSorted((one, other) => one.line - other.line || one.column - other.column);
  }

  lineOf(node: Node): number {
    return Math.max(this.lines.linePos(node.range?.[0] ?? 0).line, 1);
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
    if (this.left === 0 && severity === "warning") return;
    if (this.left > 0) this.left -= 1;
    else if (this.failed) return;
    const { line, col } = this.lines.linePos(offset);
    this.messages.push({
      severity,
      rule,
      path: pathText(path),
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      message,
      hint: hint ?? null,
    });
  }
}
