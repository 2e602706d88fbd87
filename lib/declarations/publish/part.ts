import { z } from "zod";
import { published } from "../published";
import { accessTrait } from "../trait";

/**
 * A part of the trait as JSON Schema 2020-12 has it, with the words of the registry. Everything that is published is
 * written from these; a keyword that is not here is refused, so that no writer can overlook one.
 */
export interface Part {
  $ref?: string;
  description?: string;
  examples?: unknown[];
  default?: unknown;
  absent?: string;
  form?: string;
  type?: "string" | "boolean" | "integer" | "number" | "array" | "object";
  const?: unknown;
  enum?: string[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Part;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  namesFrom?: string;
  properties?: Record<string, Part>;
  required?: string[];
  additionalProperties?: Part | boolean;
  propertyNames?: Part;
  minProperties?: number;
  maxProperties?: number;
  allOf?: Part[];
  anyOf?: Part[];
  oneOf?: Part[];
  not?: Part;
}

const count = z.int().optional();

const part: z.ZodType<Part> = z.lazy(() =>
  z.strictObject({
    $ref: z.string().optional(),
    description: z.string().optional(),
    examples: z.array(z.unknown()).optional(),
    default: z.unknown().optional(),
    absent: z.string().optional(),
    form: z.string().optional(),
    type: z.enum(["string", "boolean", "integer", "number", "array", "object"]).optional(),
    const: z.unknown().optional(),
    enum: z.array(z.string()).optional(),
    pattern: z.string().optional(),
    minLength: count,
    maxLength: count,
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    items: part.optional(),
    minItems: count,
    maxItems: count,
    uniqueItems: z.boolean().optional(),
    namesFrom: z.string().optional(),
    properties: z.record(z.string(), part).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), part]).optional(),
    propertyNames: part.optional(),
    minProperties: count,
    maxProperties: count,
    allOf: z.array(part).optional(),
    anyOf: z.array(part).optional(),
    oneOf: z.array(part).optional(),
    not: part.optional(),
  }),
);

export interface Parts {
  trait: Part;
  /** The parts with a name of their own, in the order of their first mention. */
  named: ReadonlyMap<string, Part>;
}

/** The parts of the trait, from its zod schema. */
export function traitParts(): Parts {
  const {
    $schema: _,
    $defs,
    ...trait
  } = z.toJSONSchema(accessTrait, {
    io: "input",
    metadata: published,
    override: ({ jsonSchema }) => {
      if (jsonSchema.minItems === 0) delete jsonSchema.minItems;
      // What is referred to says it already.
      if (jsonSchema.$ref) delete jsonSchema.allOf;
      // Of a constant and of a list of texts the type says nothing more.
      if (jsonSchema.const !== undefined || jsonSchema.enum) delete jsonSchema.type;
    },
  });
  return {
    trait: part.parse(trait),
    named: new Map(Object.entries($defs ?? {}).map(([name, schema]) => [name, part.parse(schema)])),
  };
}

/** The name of the part that `$ref` refers to. */
export const nameOf = (ref: string): string => ref.replace("#/$defs/", "");

/** The part itself, or the one that it refers to. */
export function resolve(parts: Parts, given: Part): Part {
  if (given.$ref === undefined) return given;
  const target = parts.named.get(nameOf(given.$ref));
  if (!target) throw new RangeError(`nothing is called ${given.$ref}`);
  return target;
}

/** The keywords of a part, with `change` done to each part directly inside it. */
export function mapInner<T>(part: Part, change: (inner: Part) => T): Record<string, unknown> {
  const { items, propertyNames, not, additionalProperties, properties, allOf, anyOf, oneOf, ...plain } = part;
  const changed = {
    items: items && change(items),
    propertyNames: propertyNames && change(propertyNames),
    additionalProperties:
      typeof additionalProperties === "object" ? change(additionalProperties) : additionalProperties,
    properties:
      properties &&
      Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, change(inner)])),
    allOf: allOf?.map(change),
    anyOf: anyOf?.map(change),
    oneOf: oneOf?.map(change),
    not: not && change(not),
  };
  return {
    ...plain,
    ...Object.fromEntries(Object.entries(changed).filter(([, inner]) => inner !== undefined)),
  };
}
