import type { Hono, Context as HonoContext } from "hono";
import type { Runtime } from "@/lib/runtime/runtime";
import { OAuthError } from "@/lib/tokens/oauth-error";
import type { HttpEnv } from "./mount";
import { errorAnswer, toOAuthError } from "./oauth/answer";
import { handleDeviceAuthorization } from "./oauth/device";
import { handleIntrospect } from "./oauth/introspect";
import { handleProtectedResource } from "./oauth/protected-resource";
import { handleRevocations } from "./oauth/revocations";
import { handleRevoke } from "./oauth/revoke";
import { handleStatusList, handleStatusLists } from "./oauth/status-lists";
import { handleToken } from "./oauth/token";
import type { Revocations } from "./revocations";
import { handleKeys, handleMetadata } from "./well-known";

type Call = [request: Request, runtime: Runtime, requestId: string];
type Handler = (...call: [...Call, revocations: Revocations]) => Promise<Response> | Response;

const endpoints: { method: "GET" | "POST"; path: string; handle: Handler }[] = [
  {
    method: "GET",
    path: "/.well-known/oauth-authorization-server",
    handle: (_request, { config }) => handleMetadata(config),
  },
  { method: "GET", path: "/oauth/jwks", handle: (_request, runtime) => handleKeys(runtime) },
  { method: "POST", path: "/oauth/token", handle: handleToken },
  { method: "POST", path: "/oauth/device_authorization", handle: handleDeviceAuthorization },
  { method: "POST", path: "/oauth/introspect", handle: handleIntrospect },
  { method: "POST", path: "/oauth/revoke", handle: handleRevoke },
  { method: "GET", path: "/oauth/revocations", handle: handleRevocations },
  {
    method: "GET",
    path: "/oauth/protected-resources/:namespace/:application/:component",
    handle: handleProtectedResource,
  },
  { method: "GET", path: "/oauth/status-lists", handle: handleStatusLists },
  { method: "GET", path: "/oauth/status-lists/:list", handle: handleStatusList },
];

/** The OAuth endpoints: errors as RFC 6749 has them, not as the REST API has. */
export function mountOAuth(app: Hono<HttpEnv>, runtime: Runtime, revocations: Revocations): void {
  for (const { method, path, handle } of endpoints) {
    app.on(method, path, (c) => answer(c, runtime, path, (...call) => handle(...call, revocations)));
    app.all(path, (c) => {
      c.env.exchange.route = path;
      const refusal = errorAnswer(new OAuthError("invalid_request", `This address takes ${method}.`));
      return new Response(refusal.body, {
        status: 405,
        headers: { ...Object.fromEntries(refusal.headers), allow: method },
      });
    });
  }
}

async function answer(
  c: HonoContext<HttpEnv>,
  runtime: Runtime,
  path: string,
  handle: (...call: Call) => Promise<Response> | Response,
): Promise<Response> {
  const { exchange } = c.env;
  exchange.route = path;
  try {
    return await handle(c.req.raw, runtime, exchange.requestId);
  } catch (error) {
    const refusal = toOAuthError(error);
    if (!refusal) throw error;
    return errorAnswer(refusal);
  }
}
