import { nameOf, type Part, type Parts } from "./part";

/** The packages of CUE's own that the definitions use. */
export const cuePackages = ["list", "strings", "struct"];

/**
 * The parts as closed CUE definitions, `#Access` last. Every construct is one that CUE also turns into OpenAPI: KubeVela
 * does that when the definition is installed, and fails on a least number of entries, on != and on either-or. Those rules
 * are left to Daypass, as are the ones that no schema says.
 */
export function cueDefinitions({ trait, named }: Parts): string {
  const definitions = [...named].map(([name, part]) => definition(name, part));
  return [...definitions, definition("Access", trait)].join("\n\n");
}

const definition = (name: string, part: Part): string => `${usage(part)}#${name}: ${value(part)}`;

const usage = ({ description }: Part): string => (description ? `// +usage=${description}\n` : "");

/** The constraints of a part, all of which hold. */
function value(part: Part): string {
  if (part.$ref !== undefined) return `#${nameOf(part.$ref)}`;
  if (part.const !== undefined) return JSON.stringify(part.const);
  if (part.enum) return part.enum.map((text) => JSON.stringify(text)).join(" | ");
  if (part.anyOf && part.type === undefined) return part.anyOf.map(value).join(" | ");
  switch (part.type) {
    case "string":
      return text(part);
    case "boolean":
      return "bool";
    case "integer":
      return ["int", ...bound(">=", part.minimum), ...bound("<=", part.maximum)].join(" & ");
    case "array":
      return list(part);
    case "object":
      return part.propertyNames ? map(part) : struct(part);
    default:
      throw new RangeError(`CUE has no words yet for ${JSON.stringify(part)}`);
  }
}

function text({ minLength, maxLength, pattern, allOf, not }: Part): string {
  const constraints = [
    minLength === undefined ? [] : `strings.MinRunes(${minLength})`,
    maxLength === undefined ? [] : `strings.MaxRunes(${maxLength})`,
    ...[pattern, ...(allOf ?? []).map((part) => part.pattern)].map((each) =>
      each === undefined ? [] : `=~${regex(each)}`,
    ),
    not?.pattern === undefined ? [] : `!~${regex(not.pattern)}`,
    not?.enum === undefined ? [] : `!~${regex(`^(?:${not.enum.join("|")})$`)}`,
  ].flat();
  return constraints.length === 0 ? "string" : constraints.join(" & ");
}

/** Go's regular expressions are ours, but for how they spell a code point; none of ours looks ahead or back. */
const regex = (pattern: string): string =>
  JSON.stringify(pattern.replaceAll(/\\u([0-9a-f]{4})/g, "\\x{$1}").replaceAll("\\/", "/"));

/** Safe integers are JSON's affair: CUE's integers have no limit. */
const bound = (operator: string, limit: number | undefined): string[] =>
  limit === undefined || Math.abs(limit) === Number.MAX_SAFE_INTEGER ? [] : [`${operator}${limit}`];

function list({ maxItems, uniqueItems, items }: Part): string {
  const entry = items ? value(items) : "_";
  return [
    ...(maxItems === undefined ? [] : [`list.MaxItems(${maxItems})`]),
    ...(uniqueItems ? ["list.UniqueItems()"] : []),
    `[...${entry.includes(" | ") ? `(${entry})` : entry}]`,
  ].join(" & ");
}

const map = (part: Part): string =>
  `${mostFields(part)}{[${value(part.propertyNames ?? {})}]: ${value(inner(part))}}`;

const inner = ({ additionalProperties }: Part): Part =>
  typeof additionalProperties === "object" ? additionalProperties : {};

const mostFields = ({ maxProperties }: Part): string =>
  maxProperties === undefined ? "" : `struct.MaxFields(${maxProperties}) & `;

function struct(part: Part): string {
  const fields = Object.entries(part.properties ?? {}).map(
    ([name, field]) =>
      `${usage(field)}${label(name)}${part.required?.includes(name) ? "" : "?"}: ${value(field)}`,
  );
  if (part.additionalProperties !== false) fields.push("...");
  return `${mostFields(part)}{\n${indent(fields.join("\n"))}\n}`;
}

/** `in` is a word of CUE's own. */
const label = (name: string): string => (name === "in" ? `"${name}"` : name);

/** Every line one tab further in. */
export const indent = (lines: string): string => lines.replaceAll(/^(?=.)/gm, "\t");
