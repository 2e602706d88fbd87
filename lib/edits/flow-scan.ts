import type { Entry, Path, Spot } from "./outline";
import { unquoted } from "./yaml-words";

/** Reads what stands in brackets or braces, up to its end or to where the next line obviously begins something else. */
export class FlowScan {
  readonly entries: Entry[] = [];
  spot: Spot | null = null;
  /** False while its last bracket is still to be written. */
  isClosed = false;
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly cursor: number,
    /** Of the key or dash in front: a line that is no deeper does not belong here. */
    private readonly column: number,
  ) {}

  /** From the bracket at `offset`; where it ends. */
  read(offset: number, path: Path): number {
    this.at = offset;
    this.collection(path);
    this.isClosed = /[\]}]/.test(this.text[this.at - 1] ?? "");
    return this.at;
  }

  private collection(path: Path): void {
    const isList = this.text[this.at] === "[";
    this.at += 1;
    for (let count = 0; !this.isOver(); count += 1) {
      const begin = this.gap();
      const char = this.text[this.at] ?? "";
      if (char === "]" || char === "}" || char === "" || this.isOver()) {
        this.note(isList ? [...path, count] : path, begin, this.at, this.at);
        break;
      }
      const start = this.at;
      if (isList) this.item([...path, count], begin);
      else this.pair(path, begin);
      // What is no YAML must not hold anybody up.
      if (this.text[this.at] === "," || this.at === start) this.at += 1;
    }
    if (/[\]}]/.test(this.text[this.at] ?? "")) this.at += 1;
  }

  private item(path: Path, begin: number): void {
    this.entries.push({ path, offset: this.at });
    this.value(path, begin);
  }

  private pair(map: Path, begin: number): void {
    const start = this.at;
    const key = this.word();
    if (this.text[this.at] !== ":") {
      this.note(map, begin, start, this.at);
      return;
    }
    const path = [...map, unquoted(key)];
    this.note(map, begin, start, this.at);
    this.entries.push({ path, offset: start });
    this.at += 1;
    this.value(path, this.at);
  }

  private value(path: Path, begin: number): void {
    this.gap();
    if (/[[{]/.test(this.text[this.at] ?? "")) {
      this.collection(path);
      this.gap();
      return;
    }
    const start = this.at;
    const said = this.word();
    const last = this.entries.at(-1);
    if (last) last.scalar = unquoted(said);
    this.note(path, begin, start, this.at);
  }

  /** Up to what ends a word here. */
  private word(): string {
    const start = this.at;
    const quoted = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(this.text.slice(start, start + 3_000));
    if (quoted) this.at += quoted[0].length;
    while (!this.isOver() && !/[,[\]{}\n]/.test(this.text[this.at] ?? "")) {
      if (this.text[this.at] === ":" && /[\s,\]}]/.test(this.text[this.at + 1] ?? " ")) break;
      this.at += 1;
    }
    return this.text.slice(start, this.at).trim();
  }

  /** Over spaces and line ends; where they began. */
  private gap(): number {
    const begin = this.at;
    while (/\s/.test(this.text[this.at] ?? "") && !this.isOver()) this.at += 1;
    return begin;
  }

  private isOver(): boolean {
    if (this.at >= this.text.length) return true;
    if (this.text[this.at] !== "\n") return false;
    const next = /^[ \n]*/.exec(this.text.slice(this.at + 1))?.[0] ?? "";
    const line = next.slice(next.lastIndexOf("\n") + 1);
    const isBracket = /[\]}]/.test(this.text[this.at + 1 + next.length] ?? "");
    return line.length <= this.column && !isBracket;
  }

  private note(path: Path, begin: number, start: number, end: number): void {
    if (this.cursor < begin || this.cursor > end) return;
    const typed = this.text.slice(Math.min(start, this.cursor), this.cursor);
    const quote = typed.startsWith('"') ? '"' : typed.startsWith("'") ? "'" : "";
    const from = this.cursor - typed.length + quote.length;
    this.spot = { path, from, quote, where: "flow", column: this.column };
  }
}
