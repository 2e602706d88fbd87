import { createHash } from "node:crypto";
import type { Hono } from "hono";
import type { Config } from "@/lib/config/config";
import { accessSchema, applicationSchema } from "@/lib/declarations/publish/json-schema";
import type { HttpEnv } from "./mount";
import { TextResponse } from "./text-response";

const schemas = { access: accessSchema, application: applicationSchema };

/** JSON Schemas for editors, which sign in nowhere. They tell what a declaration may say, and nothing that one says. */
export function mountSchemas(app: Hono<HttpEnv>, { baseUrl }: Pick<Config, "baseUrl">): void {
  for (const [name, schema] of Object.entries(schemas)) {
    const path = `/schemas/${name}.json`;
    const text = JSON.stringify(schema(`${baseUrl}${path}`));
    const etag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 22)}"`;
    const headers = { etag, "cache-control": "public, max-age=3600" };
    app.get(path, (c) => {
      c.env.exchange.route = path;
      // A proxy that compresses may have made the tag a weak one.
      if (c.req.header("if-none-match")?.includes(etag)) return new Response(null, { status: 304, headers });
      return new TextResponse(text, { headers: { ...headers, "content-type": "application/schema+json" } });
    });
  }
}
