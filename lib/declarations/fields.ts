import { z } from "zod";
import { accessTrait } from "./trait";

/** The fields that the trait's schema knows at a path; empty where names are free. */
export function fieldsAt(path: readonly PropertyKey[]): string[] {
  let schemas: z.core.$ZodType[] = [accessTrait];
  for (const step of path) schemas = schemas.flatMap((schema) => childrenOf(unwrap(schema), step));
  return [...new Set(schemas.flatMap((schema) => fieldsOf(unwrap(schema))))];
}

const unwrap = (schema: z.core.$ZodType): z.core.$ZodType =>
  schema instanceof z.ZodOptional ? unwrap(schema.unwrap()) : schema;

function childrenOf(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => childrenOf(unwrap(option), step));
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  if (!(schema instanceof z.ZodObject)) return [];
  const child: z.core.$ZodType | undefined = Object.hasOwn(schema.shape, step)
    ? schema.shape[String(step)]
    : undefined;
  return child ? [child] : [];
}

function fieldsOf(schema: z.core.$ZodType): string[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => fieldsOf(unwrap(option)));
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
