import type { IncomingMessage, ServerResponse } from "node:http";
import type { AccessDenied } from "./access-denied.js";
import type { AccessToken } from "./access-token.js";
import type { Call } from "./call.js";
import type { Verifier } from "./verifier.js";

/** A call of node:http. `target` is its path where a framework changed `url`. */
export function callOfNode(
  req: IncomingMessage,
  { publicUrl }: Pick<Verifier, "publicUrl">,
  target = req.url,
): Call {
  const { authorization = [], dpop } = req.headersDistinct;
  const origin =
    publicUrl ?? `${"encrypted" in req.socket ? "https" : "http"}://${req.headers.host ?? "localhost"}`;
  return {
    authorization,
    ...(dpop && { proofs: dpop }),
    ...(req.method !== undefined && { method: req.method }),
    // Some proxies send the whole address; whose it is says the connection.
    url: target?.startsWith("/") ? `${origin}${target}` : origin,
  };
}

/** A Request. Its Headers have joined what came twice by a comma, which no token and no proof has. */
export function callOfRequest(request: Request, { publicUrl }: Pick<Verifier, "publicUrl">): Call {
  const authorization = request.headers.get("authorization");
  const proof = request.headers.get("dpop");
  return {
    authorization: authorization === null ? [] : [authorization],
    ...(proof !== null && { proofs: proof.split(/, */) }),
    method: request.method,
    url: publicUrl === undefined ? request.url : publicUrl + new URL(request.url).pathname,
  };
}

export function sendNode(res: ServerResponse, denied: AccessDenied): void {
  res.writeHead(denied.status, denied.headers()).end(JSON.stringify(denied.toProblem()));
}

export function respondWith(denied: AccessDenied): Response {
  return new Response(JSON.stringify(denied.toProblem()), {
    status: denied.status,
    headers: denied.headers(),
  });
}

const accesses = new WeakMap<object, AccessToken>();

export function keepAccess(request: object, access: AccessToken): void {
  accesses.set(request, access);
}

/** The token of a call that a guard let through: of the request that the handler is given. Throws without a guard. */
export function accessOf(request: object): AccessToken {
  const access = accesses.get(request);
  if (!access) throw new Error("no guard of Daypass stands before this handler");
  return access;
}
