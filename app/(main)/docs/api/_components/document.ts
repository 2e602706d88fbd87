/** What this page reads of the OpenAPI 3.1 document that the server makes from its routes. */
export interface ApiDocument {
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

export interface Operation {
  summary: string;
  operationId: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema?: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: Schema }> }>;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: Schema;
}

export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

export const schemaName = (schema: Schema) => schema.$ref?.split("/").at(-1) ?? null;

/** A type as a person would write it: "string", "array of Stage", "instant or null". */
export function typeWords(schema: Schema): string {
  const named = schemaName(schema);
  if (named) return named;
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const several = schema.anyOf ?? schema.allOf;
  if (several) return [...new Set(several.map(typeWords))].join(" or ");
  if (schema.type === "array") return `array of ${typeWords(schema.items ?? {})}`;
  if (schema.format === "date-time") return "instant";
  return Array.isArray(schema.type) ? schema.type.join(" or ") : (schema.type ?? "anything");
}
