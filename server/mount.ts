import type { Hono } from "hono";
import { actorOf } from "@/lib/context/context";
import { AppError } from "@/lib/errors/app-error";
import { isDatabaseDown } from "@/lib/errors/problem";
import type { Runtime } from "@/lib/runtime/runtime";
import { authenticateCaller, authenticatePrincipal } from "./authenticate";
import { challengeOf } from "./challenge";
import type { Exchange } from "./exchange";
import { idempotencyOf } from "./idempotency";
import { problemResponse } from "./problem-response";
import { readBody, readQuery } from "./read-call";
import type { Call, Callers, Params, Route } from "./route";
import { TextResponse } from "./text-response";

export interface HttpEnv {
  Bindings: { exchange: Exchange };
  Variables: { route?: Route };
}

const isRead = (request: Request) => request.method === "GET" || request.method === "HEAD";

/** Puts the table of routes on the router: who calls is settled first, then what they sent, then the verb. */
export function mount(app: Hono<HttpEnv>, runtime: Runtime, routes: readonly Route[]): void {
  for (const route of routes) {
    app.on(route.method, honoPath(route.path), async (c) => {
      c.env.exchange.route = route.path;
      c.set("route", route);
      const { requestId } = c.env.exchange;
      const request = c.req.raw;
      const caller = await authenticate(runtime, request, requestId, route);
      const query = readQuery(request, route);
      const body = await readBody(request, route);
      if ("ctx" in caller && !isRead(request))
        caller.ctx.idempotency = idempotencyOf(request, c.req.path, query, body, keyOwner(caller));
      const params = { id: "", credentialId: "", ...c.req.param() };
      checkParams(params);
      const call: Call = { runtime, requestId, request, params, query, body };
      const answer = await route.handler({ ...call, ...caller });
      if (answer instanceof Response) return answer;
      return TextResponse.ofJson(answer, route.status);
    });
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const allowed = routes.filter((route) => route.path === path).map((route) => route.method);
    app.all(honoPath(path), (c) => {
      c.env.exchange.route = path;
      const error = new AppError("method-not-allowed", `This address takes ${allowed.join(", ")}.`);
      return problemResponse(error, c.env.exchange.requestId, { allow: allowed.join(", ") });
    });
  }
  app.notFound((c) =>
    problemResponse(
      new AppError(
        "not-found",
        "There is nothing at this address. GET /api/v1/openapi.json lists what there is.",
      ),
      c.env.exchange.requestId,
    ),
  );
  app.onError((error, c) => {
    const { requestId, route: name } = c.env.exchange;
    const route = c.get("route");
    if (isDatabaseDown(error)) runtime.log.warn({ requestId, route: name }, "the database does not answer");
    else if (!(error instanceof AppError))
      runtime.log.error({ err: error, requestId, route: name }, "a request failed");
    const asks = route && error instanceof AppError ? challengeOf(error, route.auth, c.req.raw) : null;
    return problemResponse(error, requestId, asks ? { "www-authenticate": asks } : {});
  });
}

/** Keys are each caller's own: a service's credential has some as well. */
const keyOwner = (caller: Callers["principal" | "service"]) =>
  "service" in caller ? caller.service.credentialId : undefined;

/** What no id of ours can be is not there; nothing of it reaches the database. */
function checkParams(params: Params): void {
  for (const value of Object.values(params))
    if (!/^[\x20-\x7e]{0,300}$/.test(value))
      throw new AppError("not-found", "There is nothing at this address.");
}

const honoPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ":$1");

async function authenticate(
  runtime: Runtime,
  request: Request,
  requestId: string,
  route: Route,
): Promise<Callers[keyof Callers]> {
  if (route.auth === "none") return {};
  if (route.auth === "service") {
    const service = await authenticateCaller(runtime, request);
    return { ctx: { runtime, actor: { kind: "system", name: service.ref }, requestId }, service };
  }
  const { principal, authentication } = await authenticatePrincipal(runtime, request);
  return { ctx: { runtime, actor: actorOf(principal, authentication), requestId } };
}
