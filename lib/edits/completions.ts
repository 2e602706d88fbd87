import { type Entry, type Outline, outlineOf, type Path, type Spot } from "./outline";
import { type KnownPart, partsAt, type SchemaPart } from "./trait-schema";

/** One thing that may stand where the cursor is. */
export interface Completion {
  label: string;
  kind: "field" | "value" | "name";
  /** One line about it. */
  about: string;
  isRequired: boolean;
  /** What it puts in place of the word in front of the cursor, and where in that the cursor is then. */
  insert: string;
  caret: number;
}

export interface Completions {
  /** Where the word begins that they replace. */
  from: number;
  options: Completion[];
}

/** Names that the trait may use and does not declare itself, by what they are called in the schema. */
export type OutsideNames = Readonly<Record<string, readonly string[]>>;

/**
 * What may be written at the cursor: fields, values, and the names that the trait declares. All of it is the schema's word,
 * where a field says whose names it takes under `namesFrom`. Null where there is nothing to say.
 */
export function completionsAt(
  schema: SchemaPart,
  text: string,
  cursor: number,
  outside: OutsideNames = {},
): Completions | null {
  const outline = outlineOf(text, cursor);
  const { spot } = outline;
  if (!spot) return null;
  const parts = partsAt(schema, spot.path);
  const lists = parts.filter((part) => part.items && spot.where !== "flow");
  const within = lists.length > 0 ? partsAt(schema, [...spot.path, 0]) : parts;
  const around = { schema, text, cursor, outline, outside, spot, isList: lists.length > 0 };
  const options = [...fieldsOf(within, around), ...valuesOf(within, around)];
  return options.length > 0 ? { from: spot.from, options } : null;
}

interface Around {
  schema: SchemaPart;
  text: string;
  cursor: number;
  outline: Outline;
  outside: OutsideNames;
  spot: Spot;
  /** A list is to be begun here. */
  isList: boolean;
}

/** The fields of a map that it does not have yet. */
function fieldsOf(parts: KnownPart[], { schema, text, cursor, outline, spot, isList }: Around): Completion[] {
  if (spot.where === "value" || spot.quote !== "") return [];
  const used = new Set(
    childrenOf(outline.entries, isList ? [] : spot.path).flatMap(({ path, offset }) =>
      offset === spot.from || isList ? [] : [path.at(-1)],
    ),
  );
  const hasColon = /^[\w-]*\s*:/.test(text.slice(cursor));
  return parts.flatMap((part) =>
    Object.entries(part.properties ?? {})
      .filter(([name]) => !used.has(name))
      .map(([name]) => {
        const [field] = partsAt(schema, [...spot.path, ...(isList ? [0] : []), name]);
        const start = isList ? "- " : "";
        const column = spot.column + start.length;
        const { insert, caret } = hasColon ? plain(name) : begun(name, field, schema, spot, column);
        return {
          label: name,
          kind: "field" as const,
          about: field?.description ?? "",
          isRequired: part.required?.includes(name) ?? false,
          insert: start + insert,
          caret: start.length + caret,
        };
      }),
  );
}

const plain = (insert: string) => ({ insert, caret: insert.length });

/** A field with the beginning of its value, in the style that teams write: short lists in brackets, maps on lines of their own. */
function begun(name: string, field: KnownPart | undefined, schema: SchemaPart, spot: Spot, column: number) {
  const inner = `\n${" ".repeat(column + 2)}`;
  const isMap = (part: SchemaPart) =>
    part.properties !== undefined || part.additionalProperties !== undefined;
  if (field?.items) {
    const holdsMaps = partsAt(schema, [...spot.path, name, 0]).some(isMap);
    if (holdsMaps && spot.where !== "flow") return plain(`${name}:${inner}- `);
    return { insert: `${name}: []`, caret: name.length + 3 };
  }
  if (!field || !isMap(field)) return plain(`${name}: `);
  if (spot.where === "flow") return { insert: `${name}: {  }`, caret: name.length + 4 };
  return plain(`${name}:${inner}`);
}

/** The values that a field or an item may have, as far as anybody can list them. */
function valuesOf(parts: KnownPart[], around: Around): Completion[] {
  const { spot, isList, outline } = around;
  if (parts.some((part) => part.properties) && spot.where === "line" && !isList) return [];
  const list = isList ? spot.path : spot.path.slice(0, -1);
  const isItem = isList || typeof spot.path.at(-1) === "number";
  const taken = new Set(
    isItem
      ? childrenOf(outline.entries, list).flatMap((entry) =>
          isTyped(entry, spot) ? [] : (entry.scalar ?? []),
        )
      : [],
  );
  const found = new Map<string, Pick<Completion, "kind" | "about">>();
  for (const part of parts)
    for (const [label, what] of offersOf(part, around, isItem))
      if (!taken.has(label) && !found.has(label)) found.set(label, what);
  return [...found].map(([label, what]) => ({
    label,
    ...what,
    isRequired: false,
    ...written(label, around),
  }));
}

/** What is half typed is nobody's word yet. */
const isTyped = (entry: Entry, spot: Spot) => entry.path.join("\n") === spot.path.join("\n");

type Offer = [string, Pick<Completion, "kind" | "about">];

function offersOf(part: KnownPart, { schema, outline, outside, spot }: Around, isItem: boolean): Offer[] {
  const about = part.description ?? "";
  if (part.namesFrom !== undefined) {
    const declared = childrenOf(outline.entries, [part.namesFrom]).map(({ path }) => String(path.at(-1)));
    const itself = part.namesFrom === spot.path[0] ? spot.path[1] : undefined;
    return [...declared, ...(outside[part.namesFrom] ?? [])]
      .filter((name) => name !== itself)
      .map((name) => [name, { kind: "name", about: `One of ${part.namesFrom}.` }]);
  }
  const value = (of: unknown): Offer => [String(of), { kind: "value", about }];
  if (part.const !== undefined) return [value(part.const)];
  if (part.enum) return part.enum.map(value);
  if (part.type === "boolean") return ["true", "false"].map(value);
  const others = outline.entries.filter((entry) => !isTyped(entry, spot));
  const seen = isItem ? alike(part, schema, others) : [];
  const examples = (part.examples ?? []).filter((example) => /^\S+$/.test(String(example)));
  return [
    ...seen.map((label): Offer => [label, { kind: "name", about: "Used elsewhere in this declaration." }]),
    ...(isItem
      ? []
      : examples.map((example): Offer => [String(example), { kind: "value", about: "For example." }])),
  ];
}

/** Words of the same kind that stand elsewhere: a group that may ask here may be the one that decides there. */
function alike(part: KnownPart, schema: SchemaPart, entries: readonly Entry[]): string[] {
  const words = entries.flatMap(({ path, scalar }) => {
    if (scalar === undefined || scalar === "") return [];
    const isAlike = partsAt(schema, path).some(({ kinds }) =>
      kinds.some((kind) => part.kinds.includes(kind)),
    );
    return isAlike && !isConstant(schema, path, scalar) ? [scalar] : [];
  });
  return [...new Set(words)];
}

const isConstant = (schema: SchemaPart, path: Path, scalar: string) =>
  partsAt(schema, path).some((part) => part.const === scalar);

const childrenOf = (entries: readonly Entry[], path: Path): Entry[] =>
  entries.filter(
    (entry) =>
      entry.path.length === path.length + 1 && path.every((step, index) => entry.path[index] === step),
  );

/** In quotes where it would not be one word, or not text; a quote that is there already is only closed. */
function written(
  label: string,
  { spot, isList, text, cursor }: Around,
): Pick<Completion, "insert" | "caret"> {
  const { quote, where } = spot;
  if (quote !== "") return plain(text[cursor] === quote ? label : label + quote);
  const isWord = /^[A-Za-z][\w-]*$/.test(label) || /^\d+[smhd]$/.test(label) || /^\d+$/.test(label);
  const word = isWord ? label : `"${label}"`;
  if (!isList) return plain(word);
  return plain(where === "value" ? `[${word}]` : `- ${word}`);
}
