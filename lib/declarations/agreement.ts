import { isScalar, type Scalar, Schema } from "yaml";

// KubeVela reads YAML 1.1, we read 1.2. Inside our trait both must see the same value.
const older = new Schema({ schema: "yaml-1.1", merge: false });

/** Why a plain scalar means something else to a YAML 1.1 reader, or undefined when both agree. */
export function disagreement(node: unknown, asKey: boolean): string | undefined {
  if (!isScalar(node)) return undefined;
  if (typeof node.value === "number" && Number.isInteger(node.value) && !Number.isSafeInteger(node.value)) {
    return "is a number that is too large to be read exactly";
  }
  if (node.type !== "PLAIN" || node.source === undefined) return undefined;
  const read = readAsOlder(node.source);
  // No number, date or word of YAML is that long.
  if (node.source.length > 200) return undefined;
  // Every reader turns a key into a string; what counts is that it is this string.
  const same = asKey ? String(read) === node.source : Object.is(read, node.value);
  return same
    ? undefined
    : `is read as ${valueWords(read)} by YAML 1.1, and as ${valueWords(asKey ? node.source : node.value)} by YAML 1.2`;
}

function readAsOlder(source: string): unknown {
  const tag = older.tags.find(
    (candidate) => !candidate.collection && candidate.default === true && candidate.test?.test(source),
  );
  if (!tag || tag.collection || !tag.resolve) return source;
  const resolved: unknown = tag.resolve(source, () => undefined, {});
  return isScalar(resolved) ? (resolved as Scalar).value : resolved;
}

function valueWords(value: unknown): string {
  if (value === null) return "null";
  if (value instanceof Date) return "a date";
  if (typeof value === "string") return "text";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "something else";
}
