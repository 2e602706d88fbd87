import { z } from "zod";
import type { Config } from "@/lib/config/config";
import { statusOf } from "@/lib/errors/app-error";
import type { Authentication, Route } from "./route";

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the table of routes: what it says is what the routes parse and answer with. */
export function openApiDocument(routes: readonly Route[], config: Pick<Config, "baseUrl">): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const item = paths[route.path] ?? {};
    item[route.method.toLowerCase()] = operation(route, components);
    paths[route.path] = item;
  }
  schemaOf(problemSchema, "output", components);
  return {
    openapi: "3.1.1",
    info: {
      title: "Daypass",
      version: "1",
      description: "Just-in-time access to services that teams declare with the Open Application Model.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: config.baseUrl }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(
        Object.entries(components).sort(([one], [other]) => (one < other ? -1 : 1)),
      ),
      securitySchemes,
    },
  };
}

const securitySchemes = {
  apiToken: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "at+jwt",
    description: "An API token of POST /oauth/token (RFC 8693).",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "daypass.session",
    description: "The browser's session; writes need the Origin of this server.",
  },
  serviceCredential: { type: "http", scheme: "basic", description: "A service's own credential." },
};

const security: Record<Authentication, Json[]> = {
  principal: [{ apiToken: [] }, { session: [] }],
  service: [{ serviceCredential: [] }],
  none: [],
};

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(statusOf) as [string, ...string[]]).describe("Stable: programs may rely on it"),
    detail: z.string().describe("What went wrong and what to do next"),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

function operation(route: Route, components: Json): Json {
  const content = route.produces
    ? Object.fromEntries(route.produces.map((type) => [type, {}]))
    : { "application/json": { schema: schemaOf(route.response ?? z.unknown(), "output", components) } };
  return {
    summary: route.summary,
    operationId: operationId(route),
    tags: [route.tag],
    security: security[route.auth],
    parameters: parameters(route, components),
    ...requestBody(route, components),
    responses: {
      [route.status ?? 200]: { description: "Done", content },
      default: {
        description: "Refused; `code` says why",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

const operationId = ({ method, path }: Route) =>
  [method.toLowerCase(), ...path.split("/").slice(3)].join("-").replaceAll(/[{}]/g, "").replaceAll(".", "-");

function parameters(route: Route, components: Json): Json[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(route.query?.shape ?? {}).map(([name, schema]) => {
    const { description, ...rest } = schemaOf(schema as z.ZodType, "input", components);
    return { name, in: "query", required: false, ...(description ? { description } : {}), schema: rest };
  });
  const isWrite = route.method !== "GET" && route.auth === "principal";
  return [...inPath, ...inQuery, ...(isWrite ? [idempotencyKey] : [])];
}

const idempotencyKey = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "The same key with the same call gets the same answer; with another call it is refused.",
  schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x21-\\x7e]+$" },
};

function requestBody(route: Route, components: Json): Json {
  if (route.consumes) {
    const content = route.consumes.map((type) => [type, {}]);
    return { requestBody: { required: true, content: Object.fromEntries(content) } };
  }
  if (!route.body) return {};
  const schema = schemaOf(route.body, "input", components);
  return { requestBody: { required: true, content: { "application/json": { schema } } } };
}

/** JSON Schema of a zod schema. What has an id becomes a shared component, and is referred to. */
function schemaOf(schema: z.ZodType, io: "input" | "output", components: Json): Json {
  const {
    $schema: _,
    $defs,
    ...own
  } = z.toJSONSchema(schema, { io, unrepresentable: "any", override: plain });
  for (const [name, definition] of Object.entries($defs ?? {})) components[name] = referring(definition);
  const id = schema.meta()?.id;
  if (id === undefined || "$ref" in own) return referring(own);
  components[id] = referring(own);
  return { $ref: `#/components/schemas/${id}` };
}

/** Leaves out what zod checks and no reader needs: the expression behind a date, and what every integer keeps to. */
function plain({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
}

function referring(schema: object): Json {
  const { id: _, ...rest } = JSON.parse(
    JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'),
  );
  return rest;
}
