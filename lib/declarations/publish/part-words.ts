import { nameOf, type Part, type Parts, resolve } from "./part";

/** What kind of value a field takes, in Markdown. */
export function kindOf(parts: Parts, part: Part): string {
  if (part.$ref !== undefined) {
    const target = resolve(parts, part);
    // Groups of fields are spelt out where they stand; kinds of values have a table of their own.
    return hasForm(target)
      ? `[${nameOf(part.$ref)}](#${anchorOf(nameOf(part.$ref))})`
      : kindOf(parts, target);
  }
  if (part.const !== undefined) return `\`${String(part.const)}\``;
  if (part.enum) return anyOf(part.enum.map((value) => `\`${value}\``));
  if (part.anyOf?.some((option) => option.properties)) return "map";
  if (part.anyOf && part.type === undefined) return anyOf(part.anyOf.map((option) => kindOf(parts, option)));
  switch (part.type) {
    case "array":
      return `list of ${plural(kindOf(parts, part.items ?? {}))}`;
    case "object":
      return "map";
    case "integer":
      return "whole number";
    case "boolean":
      return "true or false";
    default:
      return "text";
  }
}

const plural = (kind: string): string => ({ map: "maps", text: "texts" })[kind] ?? kind;

/** Whether it is a kind of value, which is described once. */
export const hasForm = ({ form }: Part): boolean => form !== undefined;

/** Where the page describes a kind of value. */
export const anchorOf = (name: string): string => name.toLowerCase();

const anyOf = (kinds: string[]): string =>
  kinds.length < 2 ? kinds.join("") : `${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1)}`;

/** How much of it there may be, in words; empty where nothing limits it. */
export function limitsOf(part: Part): string {
  const limits = [
    part.type === "array" ? range(part.minItems, part.maxItems, "entries") : "",
    part.uniqueItems ? "none twice" : "",
    part.type === "object" ? range(part.minProperties, part.maxProperties, "names") : "",
    part.type === "integer" ? range(safe(part.minimum), safe(part.maximum), "") : "",
    part.type === "string" ? range(part.minLength, part.maxLength, "characters") : "",
  ];
  return limits.filter(Boolean).join(", ");
}

export const lengthOf = ({ minLength, maxLength }: Part): string => range(minLength, maxLength, "");

const safe = (limit: number | undefined) =>
  limit === undefined || Math.abs(limit) === Number.MAX_SAFE_INTEGER ? undefined : limit;

function range(least: number | undefined, most: number | undefined, of: string): string {
  if (least === undefined && most === undefined) return "";
  const words =
    least === undefined
      ? `at most ${most}`
      : most === undefined
        ? `at least ${least}`
        : `${least} to ${most}`;
  return `${words} ${of}`.trim();
}

/** The first example of a field, or else of its kind, as YAML would have it; empty where it is made of other fields. */
export function exampleOf(kind: Part, field: Part): string {
  const [example] = field.examples ?? kind.examples ?? (field.default === undefined ? [] : [field.default]);
  if (example === undefined) return "";
  const isPlain = typeof example === "string" && /^[A-Za-z0-9][\w .,+/-]*$/.test(example);
  return `\`${isPlain ? example : JSON.stringify(example)}\``;
}
