import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import { printable } from "./printable";

export type Path = readonly PropertyKey[];

/** "spec.components[0].traits" */
export function pathText(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/.test(String(step)))
      text += text === "" ? String(step) : `.${String(step)}`;
    else text += `["${printable(String(step))}"]`;
  }
  return text;
}

/** Where `path` begins under `root`, or the nearest place above it that exists. Of a map entry: its key. */
export function offsetAt(root: Node, path: Path): number {
  let offset = root.range?.[0] ?? 0;
  let node: unknown = root;
  for (const step of path) {
    const pair = isMap(node) && typeof step === "string" ? pairOf(node, step) : undefined;
    const item = isSeq(node) && typeof step === "number" ? node.items[step] : undefined;
    const next: unknown = pair ? pair.value : item;
    const mark = pair ? pair.key : item;
    if (!hasRange(mark)) return offset;
    offset = mark.range[0];
    node = next;
  }
  return offset;
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

const hasRange = (node: unknown): node is { range: [number, number, number] } =>
  typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
