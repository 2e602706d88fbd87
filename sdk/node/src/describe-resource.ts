import type { IncomingMessage, ServerResponse } from "node:http";
import type { Verifier } from "./verifier.js";

/** Where a service describes itself (RFC 9728, section 3). */
export const resourceMetadataPath = "/.well-known/oauth-protected-resource";

const headers = { "content-type": "application/json", "cache-control": "public, max-age=300" };
const unavailable = {
  "content-type": "application/problem+json",
  "cache-control": "no-store",
  "retry-after": "1",
};
const problem = JSON.stringify({
  type: "about:blank",
  title: "Description unavailable",
  status: 503,
  detail: "Daypass does not say right now how this service is protected.",
});

/** Answers `resourceMetadataPath` in handlers that give a Response. */
export async function describeResourceFetch(verifier: Verifier): Promise<Response> {
  return verifier.resourceMetadata().then(
    (content) => new Response(JSON.stringify(content), { headers }),
    () => new Response(problem, { status: 503, headers: unavailable }),
  );
}

/** The same for node:http and Express: `app.get(resourceMetadataPath, describeResource(verifier))`. */
export function describeResource(verifier: Verifier) {
  return async (_req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const response = await describeResourceFetch(verifier);
    res.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
  };
}
