import type { IncomingMessage, ServerResponse } from "node:http";
import { AccessDenied } from "./access-denied.js";
import type { AccessToken } from "./access-token.js";
import { bearerToken } from "./bearer.js";
import type { Requirement } from "./requirement.js";
import type { Verifier } from "./verifier.js";

/**
 * Guards handlers of node:http and whatever is built on it: gives the token of a call that may go on, or answers the
 * refusal itself and gives null.
 */
export function protect(verifier: Verifier, requirement: Requirement = {}) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<AccessToken | null> => {
    try {
      return await authorize(verifier, requirement, req.headersDistinct.authorization ?? []);
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      res.writeHead(error.status, denialHeaders(error)).end(JSON.stringify(error.toProblem()));
      return null;
    }
  };
}

/** Guards handlers that take a Request and give a Response: gives the token, or the Response that refuses. */
export function protectFetch(verifier: Verifier, requirement: Requirement = {}) {
  return async (request: Request): Promise<AccessToken | Response> => {
    try {
      const header = request.headers.get("authorization");
      return await authorize(verifier, requirement, header === null ? [] : [header]);
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      return new Response(JSON.stringify(error.toProblem()), {
        status: error.status,
        headers: denialHeaders(error),
      });
    }
  };
}

async function authorize(
  verifier: Verifier,
  requirement: Requirement,
  headers: readonly string[],
): Promise<AccessToken> {
  const token = bearerToken(headers);
  if (typeof token === "object") throw verifier.deny(token, requirement);
  return verifier.verify(token, requirement);
}

function denialHeaders(denied: AccessDenied): Record<string, string> {
  const headers = { "content-type": "application/problem+json", "cache-control": "no-store" };
  return denied.status === 503
    ? { ...headers, "retry-after": "1" }
    : { ...headers, "www-authenticate": denied.wwwAuthenticate() };
}
