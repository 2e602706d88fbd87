import type { IncomingMessage, ServerResponse } from "node:http";
import { AccessDenied } from "./access-denied.js";
import type { AccessToken } from "./access-token.js";
import { callOfNode, callOfRequest, keepAccess, respondWith, sendNode } from "./adapt.js";
import type { Requirement } from "./requirement.js";
import type { Outcome, Verifier } from "./verifier.js";

/** What Express gives a middleware, as far as it matters here. */
type ExpressRequest = IncomingMessage & { originalUrl?: string };

/** Express (4 and 5): `app.get("/orders", express(verifier, requireScopes("orders:read")), handler)`. */
export function express(verifier: Verifier, requirement: Requirement = {}) {
  return (req: ExpressRequest, res: ServerResponse, next: (error?: unknown) => void): void => {
    const finish = (outcome: Outcome) => {
      if (outcome instanceof AccessDenied) return sendNode(res, outcome);
      keepAccess(req, outcome);
      next();
    };
    const outcome = verifier.authorize(callOfNode(req, verifier, req.originalUrl ?? req.url), requirement);
    if (outcome instanceof Promise) outcome.then(finish).catch(next);
    else finish(outcome);
  };
}

/** What Fastify gives a hook, as far as it matters here. */
interface FastifyRequest {
  raw: IncomingMessage;
}
interface FastifyReply {
  code(status: number): unknown;
  headers(values: Record<string, string>): unknown;
  send(body: string): unknown;
}

/** Fastify (4 and 5): `app.get("/orders", { preHandler: fastify(verifier, requireScopes("orders:read")) }, handler)`. */
export function fastify(verifier: Verifier, requirement: Requirement = {}) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const outcome = await verifier.authorize(callOfNode(request.raw, verifier), requirement);
    if (!(outcome instanceof AccessDenied)) {
      keepAccess(request, outcome);
      return undefined;
    }
    reply.code(outcome.status);
    reply.headers(outcome.headers());
    reply.send(JSON.stringify(outcome.toProblem()));
    // Whoever answers in a hook gives the reply back, and Fastify goes no further.
    return reply;
  };
}

/** What Hono gives a middleware, as far as it matters here. */
interface HonoContext {
  req: { raw: Request };
}

/** Hono (4): `app.get("/orders", hono(verifier, requireScopes("orders:read")), handler)`; `accessOf(c.req.raw)`. */
export function hono(verifier: Verifier, requirement: Requirement = {}) {
  return async (c: HonoContext, next: () => Promise<void>): Promise<Response | undefined> => {
    const outcome = await verifier.authorize(callOfRequest(c.req.raw, verifier), requirement);
    if (outcome instanceof AccessDenied) return respondWith(outcome);
    keepAccess(c.req.raw, outcome);
    await next();
    return undefined;
  };
}

/** Route handlers of Next.js: `export const GET = next(verifier, requireScopes("orders:read"), (request, ctx, access) => …)`. */
export function next<Context>(
  verifier: Verifier,
  requirement: Requirement,
  handle: (request: Request, context: Context, access: AccessToken) => Response | Promise<Response>,
) {
  return async (request: Request, context: Context): Promise<Response> => {
    const outcome = await verifier.authorize(callOfRequest(request, verifier), requirement);
    if (outcome instanceof AccessDenied) return respondWith(outcome);
    keepAccess(request, outcome);
    return handle(request, context, outcome);
  };
}
