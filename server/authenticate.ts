import { AppError } from "@/lib/errors/app-error";
import type { SignedIn } from "@/lib/principals/authentication";
import type { Runtime } from "@/lib/runtime/runtime";
import { authenticateService, type ServiceIdentity } from "@/lib/services/credentials";
import { authenticateHolder, authenticateHolderAgain } from "./authenticate-holder";
import { refuseCrossSite, refuseForeignRead } from "./cross-site";
import { findSessionHolder } from "./session";

/**
 * Who calls: an API token says it, else the browser's session, which may write from our own pages only.
 * Throws `unauthenticated`, and `forbidden` for a write from another site.
 */
export const authenticatePrincipal = (runtime: Runtime, request: Request): Promise<SignedIn> =>
  authenticated(runtime, request, authenticateHolder);

/** Who calls by a request that was authenticated when it came and is still being answered. Throws as soon as they may not. */
export const authenticatePrincipalAgain = (runtime: Runtime, request: Request): Promise<SignedIn> =>
  authenticated(runtime, request, authenticateHolderAgain);

async function authenticated(
  runtime: Runtime,
  request: Request,
  byToken: typeof authenticateHolder,
): Promise<SignedIn> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const holder = await byToken(runtime, request);
    if (!holder) throw new AppError("unauthenticated", "Send an API token: Authorization: Bearer <token>.");
    return holder;
  }
  const holder = await findSessionHolder(runtime, request);
  if (!holder)
    throw new AppError("unauthenticated", "Sign in, or send an API token: Authorization: Bearer <token>.");
  if (request.method === "GET" || request.method === "HEAD") refuseForeignRead(request);
  else refuseCrossSite(request, runtime.config);
  return holder;
}

/** Which service calls, by HTTP Basic with one of its credentials (RFC 7617). Throws `unauthenticated`. */
export async function authenticateCaller(runtime: Runtime, request: Request): Promise<ServiceIdentity> {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const pair = Buffer.from(encoded ?? "", "base64").toString("utf8");
  const [, id, secret] = /^([\x21-\x39\x3b-\x7e]+):([\x20-\x7e]+)$/.exec(pair) ?? [];
  const service = id && secret ? await authenticateService(runtime, id, secret) : null;
  if (!service) throw new AppError("unauthenticated", "Send the service's own credential with HTTP Basic.");
  return service;
}
