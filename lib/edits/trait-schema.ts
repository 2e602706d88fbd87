import type { Path } from "./outline";

/** What the published JSON Schema says of a part of the trait, as far as it helps whoever writes one. */
export interface SchemaPart {
  $ref?: string;
  $defs?: Record<string, SchemaPart>;
  description?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  examples?: unknown[];
  properties?: Record<string, SchemaPart>;
  required?: string[];
  additionalProperties?: SchemaPart | boolean;
  items?: SchemaPart;
  anyOf?: SchemaPart[];
  namesFrom?: string;
}

/** A part with what it refers to taken in, and the names of what that was. */
export interface KnownPart extends SchemaPart {
  kinds: string[];
}

/** Everything that may stand at a path; empty where the schema knows nothing of it. */
export function partsAt(schema: SchemaPart, path: Path): KnownPart[] {
  let parts = alternatives(schema, schema);
  for (const step of path)
    parts = parts.flatMap((part) => {
      const inner = innerOf(part, step);
      return inner ? alternatives(schema, inner) : [];
    });
  return parts;
}

/** The part itself, and what it may be instead. */
function alternatives(schema: SchemaPart, given: SchemaPart): KnownPart[] {
  const kinds: string[] = [];
  let part = given;
  for (let { $ref } = given; $ref !== undefined; ) {
    const name = $ref.replace("#/$defs/", "");
    const target = schema.$defs?.[name] ?? {};
    kinds.push(name);
    part = { ...target, ...part };
    ({ $ref } = target);
  }
  const others = (part.anyOf ?? []).flatMap((option) => alternatives(schema, option));
  return [{ ...part, kinds }, ...others];
}

function innerOf(part: SchemaPart, step: string | number): SchemaPart | undefined {
  if (typeof step === "number") return part.items && { ...inherited(part), ...part.items };
  if (part.properties && Object.hasOwn(part.properties, step)) return part.properties[step];
  return typeof part.additionalProperties === "object" ? part.additionalProperties : undefined;
}

/** Where the names of a list come from is said of the list. */
const inherited = ({ namesFrom }: SchemaPart): SchemaPart => (namesFrom === undefined ? {} : { namesFrom });
