import { createHash } from "node:crypto";
import { isCollection, isMap, isPair, type Node, type YAMLMap } from "yaml";

/** How a trait stands in its file. */
export interface Written {
  /** The lines of its `properties`, these and no other; null where they are not its own. */
  block: TraitBlock | null;
  /** Names of the topology policies of its Application, which its environments may refer to. */
  topologies: string[];
  /** Of all that: equal digests mean that nothing moved. */
  digest: string;
}

export interface TraitBlock {
  /** Of the first line, from 1. */
  line: number;
  /** Whole lines, with their indentation, comments and line ends; the last one may have none. */
  text: string;
}

/** What a person edits has thousands of characters; the rest of the megabyte would only be carried along. */
export const mostBlockCharacters = 256 * 1024;
const mostTopologies = 100;
const mostBlankLines = 3;

/** `line` is that of the first field in `properties`. */
export function writtenTrait(
  properties: unknown,
  line: number,
  named: readonly string[],
  source: string,
): Written {
  const block = isMap(properties) ? blockOf(properties, line, source) : null;
  const topologies = named.filter((name) => name.length <= mostNameCharacters).slice(0, mostTopologies);
  const parts = JSON.stringify([block, topologies]);
  return { block, topologies, digest: createHash("sha256").update(parts).digest("base64url") };
}

const mostNameCharacters = 63;

/**
 * None for JSON, a map in braces, and a map that begins beside its key. Comments belong to the block that stand before,
 * inside and, as far indented, after what it says.
 */
function blockOf(properties: YAMLMap, line: number, source: string): TraitBlock | null {
  if (properties.flow || !properties.range) return null;
  const [first] = properties.range;
  const begin = startOfLine(source, first);
  const indent = first - begin;
  if (source.slice(begin, first).trim() !== "") return null;
  const start = withLeading(source, begin, indent);
  // A text of several lines ends behind its last line end.
  const end = withTrailing(source, nextLine(source, lastOffset(properties) - 1), indent);
  const text = source.slice(start, end);
  // A carriage return alone ends a line for some and not for others.
  if (text.length > mostBlockCharacters || /\r(?!\n)/.test(text)) return null;
  return { line: line - (source.slice(start, begin).split("\n").length - 1), text };
}

const startOfLine = (source: string, offset: number) =>
  offset === 0 ? 0 : source.lastIndexOf("\n", offset - 1) + 1;

/** Where the line after the one at `offset` begins. */
function nextLine(source: string, offset: number): number {
  const feed = source.indexOf("\n", offset);
  return feed < 0 ? source.length : feed + 1;
}

/** Where what the map says ends. The range of a block map ends later, with comments that belong to nobody. */
function lastOffset(node: Node): number {
  if (isCollection(node) && !node.flow) {
    const last: unknown = node.items.at(-1);
    const value = isPair(last) ? (last.value ?? last.key) : last;
    if (hasRange(value)) return lastOffset(value);
  }
  return node.range?.[1] ?? 0;
}

const hasRange = (node: unknown): node is Node =>
  typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);

/** Comments between the key and the first field. */
function withLeading(source: string, start: number, indent: number): number {
  let from = start;
  for (let at = start; at > 0; ) {
    at = startOfLine(source, at - 1);
    const kind = lineKind(source.slice(at, nextLine(source, at)), indent);
    if (kind === "comment") from = at;
    else if (kind !== "blank") break;
  }
  return from;
}

/** Comments that belong to the block, and a few of the blank lines after it: so that a patch has something to hold on to. */
function withTrailing(source: string, end: number, indent: number): number {
  let to = end;
  let blank = 0;
  for (let at = end; at < source.length; ) {
    const next = nextLine(source, at);
    const kind = lineKind(source.slice(at, next), indent);
    if (kind === "other") break;
    blank = kind === "blank" ? blank + 1 : 0;
    if (blank <= mostBlankLines) to = next;
    at = next;
  }
  return to;
}

function lineKind(line: string, indent: number): "blank" | "comment" | "other" {
  const text = line.trim();
  if (text === "") return "blank";
  return text.startsWith("#") && line.length - line.trimStart().length >= indent ? "comment" : "other";
}
