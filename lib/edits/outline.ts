import { FlowScan } from "./flow-scan";
import { keyOf, scalarOf } from "./yaml-words";

export type Path = readonly (string | number)[];

/** A key of a map or an item of a list, and what it says where that is one word. */
export interface Entry {
  path: Path;
  offset: number;
  scalar?: string;
}

/** Where somebody types. */
export interface Spot {
  /** Of the value that is being typed, or of the map that a key is being typed into. */
  path: Path;
  /** Of the word in front of the cursor, without its quote. */
  from: number;
  quote: '"' | "'" | "";
  /** A line of its own, behind a dash, behind the colon of its key, or inside brackets. */
  where: "line" | "item" | "value" | "flow";
  /** Of what a new line beside it begins with. */
  column: number;
}

export interface Outline {
  entries: Entry[];
  /** Null where nothing can be completed, such as inside a comment. */
  spot: Spot | null;
}

interface Frame {
  kind: "map" | "list";
  column: number;
  path: Path;
  /** Of its last entry, while that has no value yet. */
  open: Path | null;
  items: number;
}

/**
 * The keys and items of a text that somebody is writing, and where in it the cursor stands. It need not be YAML yet: lines
 * are taken by their indentation, as people read them. What is right, the reader decides.
 */
export function outlineOf(text: string, cursor: number): Outline {
  const entries: Entry[] = [];
  const frames: Frame[] = [{ kind: "map", column: 0, path: [], open: null, items: 0 }];
  let spot: Spot | null = null;
  let skipTo = 0;
  let deeperThan: number | null = null;
  let offset = 0;
  for (const line of text.split("\n")) {
    const start = offset;
    offset += line.length + 1;
    const column = line.length - line.trimStart().length;
    const hasCursor = start <= cursor && cursor <= start + line.length;
    if (start < skipTo) continue;
    const isEmpty = line.trim() === "";
    if (deeperThan !== null && (column > deeperThan || isEmpty)) {
      if (hasCursor && line.length <= deeperThan) spot = spotIn(line, start, frames);
      continue;
    }
    deeperThan = null;
    if (hasCursor) spot = spotIn(line.slice(0, cursor - start), start, frames);
    if (isEmpty || line.trimStart().startsWith("#")) continue;
    const value = enter(line, start, frames, entries);
    if (!value) continue;
    if (/^[|>]/.test(value.text)) deeperThan = value.column;
    else if (/^[[{]/.test(value.text)) {
      const flow = new FlowScan(text, cursor, value.column);
      skipTo = flow.read(value.offset, value.path);
      entries.push(...flow.entries);
      if (value.offset < cursor && cursor < skipTo + (flow.isClosed ? 0 : 1)) spot = flow.spot;
    }
  }
  return { entries, spot };
}

interface Value {
  path: Path;
  text: string;
  offset: number;
  /** Of the key or dash that it belongs to. */
  column: number;
}

/** Takes a line in: which list it is an item of, which map has its key. The value behind them, if there is one. */
function enter(line: string, start: number, frames: Frame[], entries: Entry[]): Value | null {
  let { rest, at, path } = dashes(line, frames, (item, column) =>
    entries.push({ path: item, offset: start + column }),
  );
  const key = keyOf(rest);
  if (key === null) {
    if (path) complete(entries, rest, frames);
    return path ? { path, text: rest, offset: start + at, column: at } : null;
  }
  const map = mapAt(frames, at, path);
  path = [...map.path, key.name];
  entries.push({ path, offset: start + at });
  map.open = path;
  const text = rest.slice(key.end).trimStart();
  if (text === "" || text.startsWith("#")) return null;
  const column = at;
  at += rest.length - text.length;
  rest = text;
  complete(entries, rest, frames);
  return { path, text: rest, offset: start + at, column };
}

/** The last entry has a value: nothing deeper belongs to it. */
function complete(entries: Entry[], text: string, frames: Frame[]): void {
  const last = entries.at(-1);
  const scalar = scalarOf(text);
  if (last && scalar !== undefined) last.scalar = scalar;
  const frame = frames.at(-1);
  if (frame) frame.open = null;
}

/** Goes through the dashes at the beginning of a line; `path` is that of the item behind the last one. */
function dashes(
  line: string,
  frames: Frame[],
  found: (item: Path, column: number) => void,
): { rest: string; at: number; path: Path | null } {
  let at = line.length - line.trimStart().length;
  let rest = line.slice(at);
  let path: Path | null = null;
  while (/^-(?:\s|$)/.test(rest)) {
    const list = listAt(frames, at, path);
    path = [...list.path, list.items];
    list.items += 1;
    list.open = path;
    found(path, at);
    const behind = rest.slice(1).trimStart();
    at += rest.length - behind.length;
    rest = behind;
  }
  return { rest, at, path };
}

function listAt(frames: Frame[], column: number, item: Path | null): Frame {
  leave(frames, column, "list");
  const top = frames.at(-1);
  if (top?.kind === "list" && top.column === column) return top;
  const list: Frame = { kind: "list", column, path: item ?? top?.open ?? [], open: null, items: 0 };
  frames.push(list);
  return list;
}

function mapAt(frames: Frame[], column: number, item: Path | null): Frame {
  leave(frames, column, "map");
  const top = frames.at(-1);
  if (top?.kind === "map" && top.column === column) return top;
  const map: Frame = { kind: "map", column, path: item ?? top?.open ?? [], open: null, items: 0 };
  frames.push(map);
  return map;
}

/** Leaves what is further to the right, and a list that stands right under the key of its map. */
function leave(frames: Frame[], column: number, kind: Frame["kind"]): void {
  for (let top = frames.at(-1); top && frames.length > 1; top = frames.at(-1)) {
    const isOver = top.column > column || (kind === "map" && top.kind === "list" && top.column === column);
    if (!isOver) return;
    frames.pop();
  }
}

/** Where the cursor is at the end of `before`, the beginning of its line. */
function spotIn(before: string, start: number, known: readonly Frame[]): Spot | null {
  if (/(?:^|\s)#/.test(before.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, ""))) return null;
  const frames = known.map((frame) => ({ ...frame }));
  const { rest, at, path: item } = dashes(before, frames, () => undefined);
  const key = keyOf(rest);
  if (key) {
    const text = rest.slice(key.end).trimStart();
    const map = mapAt(frames, at, item);
    return word([...map.path, key.name], text, start + before.length, "value", at);
  }
  if (item) return word(item, rest, start + before.length, "item", at);
  leave(frames, at, "map");
  const top = frames.at(-1);
  const path = top?.kind === "map" && top.column === at ? top.path : top?.open;
  return path ? word(path, rest, start + before.length, "line", at) : null;
}

function word(path: Path, text: string, end: number, where: Spot["where"], column: number): Spot {
  const quote = text.startsWith('"') ? '"' : text.startsWith("'") ? "'" : "";
  return { path, from: end - text.length + quote.length, quote, where, column };
}
