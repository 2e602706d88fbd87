import { isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import { pairOf } from "./path";

// Typed access to a parsed YAML document. The whole document never becomes JavaScript objects, only our trait does.

export const mapIn = (node: unknown): YAMLMap | undefined => (isMap(node) ? node : undefined);
export const listIn = (node: unknown): YAMLSeq | undefined => (isSeq(node) ? node : undefined);
export const textIn = (node: unknown): string | undefined =>
  isScalar(node) && typeof node.value === "string" ? node.value : undefined;

/** Absent, or `null` in any spelling. */
export const isNothing = (node: unknown): boolean =>
  node === undefined || node === null || (isScalar(node) && node.value === null);

/** The value of a key; undefined when the key is absent or `map` is no map. */
export function field(map: unknown, key: string): unknown {
  return isMap(map) ? pairOf(map, key)?.value : undefined;
}
