import type { Runtime } from "@/lib/runtime/runtime";
import { getStatusList, listStatusLists, statusListTtlSeconds } from "@/lib/tokens/status-list";
import { TextResponse } from "../text-response";
import { json } from "./answer";

// Whoever has a token may ask, a page in a browser as well (Token Status List, sections 8.1 and 11.3).
const open = {
  "cache-control": `public, max-age=${statusListTtlSeconds}`,
  "access-control-allow-origin": "*",
};

const listId = /\/(0|[1-9]\d{0,11})$/;

/** GET /oauth/status-lists/{id}: which of the tokens that name it are dead (Token Status List, section 8). */
export async function handleStatusList(request: Request, runtime: Runtime): Promise<Response> {
  const [, id] = listId.exec(new URL(request.url).pathname) ?? [];
  const list = id === undefined ? null : await getStatusList(runtime, BigInt(id));
  if (!list) return json({ error: "not_found", error_description: "No token stands in such a list." }, 404);
  const headers = { ...open, etag: list.etag };
  if (names(request.headers.get("if-none-match"), list.etag))
    return new TextResponse("", { status: 304, headers });
  return new TextResponse(list.token, {
    status: 200,
    headers: { ...headers, "content-type": "application/statuslist+jwt" },
  });
}

/** GET /oauth/status-lists: all of them (Token Status List, section 9). */
export async function handleStatusLists(_request: Request, runtime: Runtime): Promise<Response> {
  return TextResponse.ofJson({ status_lists: await listStatusLists(runtime) }, 200, open);
}

/** Weak comparison (RFC 9110, 8.8.3.2). */
function names(header: string | null, etag: string): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, "");
  return header?.split(",").some((tag) => opaque(tag) === opaque(etag)) ?? false;
}
