import { AppError } from "@/lib/errors/app-error";
import type { Route } from "./route";

/** The query of a request. A parameter given twice is refused: two readers would not agree on which one counts. */
export function readQuery(request: Request, route: Route): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URL(request.url).searchParams) {
    if (!route.query || !Object.hasOwn(route.query.shape, name)) refuse(name, "no such query parameter");
    if (Object.hasOwn(query, name)) refuse(name, "given twice");
    if (value.includes("\u0000")) refuse(name, "no control characters");
    query[name] = value;
  }
  return query;
}

function refuse(name: string, message: string): never {
  throw new AppError("invalid-input", `${name}: ${message}`, { errors: [{ path: name, message }] });
}

/** The JSON body. Throws `unsupported-media-type`, or `bad-request` for what is not JSON. */
export async function readBody(request: Request, route: Route): Promise<unknown> {
  if (route.consumes) {
    requireType(request, route.consumes);
    return undefined;
  }
  const text = request.method === "GET" ? "" : await request.text();
  if (text === "") {
    if (!route.body) return undefined;
    throw new AppError("bad-request", "This call needs a JSON body.");
  }
  requireType(request, ["application/json"]);
  const body = parseJson(text);
  if (route.body) return body;
  if (typeof body === "object" && body !== null && Object.keys(body).length === 0) return undefined;
  throw new AppError("invalid-input", "This call takes no body.");
}

function requireType(request: Request, types: string[]): void {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (!types.includes(type))
    throw new AppError("unsupported-media-type", `Send the body as ${types.join(" or ")}.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("bad-request", "The body is not JSON.");
  }
}
