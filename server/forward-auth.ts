import type { AccessDenied } from "@daypass/node";
import type { Hono } from "hono";
import { AppError } from "@/lib/errors/app-error";
import { type CallRequirement, checkCall, type Holder, type SentToken } from "@/lib/forward-auth/check-call";
import { recordRefusal, recordUse } from "@/lib/forward-auth/records";
import type { Runtime } from "@/lib/runtime/runtime";
import type { HttpEnv } from "./mount";
import { TextResponse } from "./text-response";

/**
 * For proxies that ask before they pass a call on (nginx auth_request, Traefik ForwardAuth, Caddy forward_auth, Envoy
 * ext_authz): 200 with who calls, or the 401 or 403 that the caller is to get. What the call takes is said by the proxy, in
 * the query or, where a proxy cannot choose the address, in one header; never by the caller.
 */
export function mountForwardAuth(app: Hono<HttpEnv>, runtime: Runtime): void {
  for (const path of ["/forward-auth", "/forward-auth/*"])
    app.all(path, async (c) => {
      c.env.exchange.route = "/forward-auth";
      const request = c.req.raw;
      const { requirement, staleness } = readRequirement(request);
      const token = readToken(request);
      const answer = await checkCall(runtime, readProxy(request), token, requirement);
      if (!answer) throw notTheProxy();
      // A proof is good for one call, so no answer to it is for a second one.
      if ("holder" in answer) {
        recordUse(runtime, answer);
        return allowed(answer.holder, answer.isBound ? 0 : staleness);
      }
      recordRefusal(runtime, answer, requirement, callOf(request));
      return refused(answer.denied);
    });
}

const requirementHeader = "daypass-require";
const proxyHeader = "daypass-credential";
const longestStaleness = 60;

/** scope, role, environment and staleness, each at most once; what is not one of them is refused, for it might have been meant. */
function readRequirement(request: Request): { requirement: CallRequirement; staleness: number } {
  const header = request.headers.get(requirementHeader);
  const { pathname, searchParams } = new URL(request.url);
  // Below /forward-auth/ stands the caller's own address, as Envoy sends it: there the header says what is taken, and only there.
  const isByQuery = pathname === "/forward-auth";
  if (isByQuery !== (header === null))
    throw new AppError(
      "bad-request",
      `Say what the call takes in the query of /forward-auth, or below /forward-auth/ in the header ${requirementHeader}. Where it is the one, take the other away from what the caller sent.`,
    );
  const query = isByQuery ? searchParams : new URLSearchParams(header ?? "");
  const given = new Map<string, string>();
  for (const [name, value] of query) {
    if (!["scope", "role", "environment", "staleness"].includes(name) || given.has(name))
      throw new AppError(
        "bad-request",
        `${name.slice(0, 40)}: not known here, or given twice. Set scope, role, environment and staleness, each once.`,
      );
    given.set(name, value);
  }
  // A variable that a proxy never set must not mean that anything goes.
  const empty = [...given].find(([, value]) => value.trim() === "")?.[0];
  if (empty)
    throw new AppError(
      "bad-request",
      `${empty}: is empty. Leave it out where any token of the service will do.`,
    );
  const seconds = Number(given.get("staleness") ?? 0);
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > longestStaleness)
    throw new AppError("bad-request", `staleness: seconds, from 0 to ${longestStaleness}.`);
  const names = (name: string) => (given.get(name) ?? "").split(" ").filter(Boolean);
  return {
    requirement: {
      scopes: names("scope"),
      roles: names("role"),
      environment: given.get("environment") ?? null,
    },
    staleness: seconds,
  };
}

/** The service's own credential, which the proxy adds. Two of them: the caller sent one as well. */
function readProxy(request: Request): { id: string; secret: string } {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(request.headers.get(proxyHeader) ?? "") ?? [];
  const [, id, secret] =
    /^([\x21-\x39\x3b-\x7e]{1,200}):([\x20-\x7e]{1,200})$/.exec(
      Buffer.from(encoded ?? "", "base64").toString("utf8"),
    ) ?? [];
  if (!id || !secret) throw notTheProxy();
  return { id, secret };
}

const notTheProxy = () =>
  new AppError(
    "forbidden",
    `The proxy must send the service's own credential in ${proxyHeader}: Basic base64(id:secret), once.`,
  );

/** The token (RFC 6750, section 2.1; RFC 9449, section 7.1); undefined where there is none that can be read. */
function readToken(request: Request): SentToken | undefined {
  const { headers } = request;
  const [, scheme, token] =
    /^(Bearer|DPoP) ([A-Za-z0-9\-._~+/]+=*)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (!scheme || !token) return undefined;
  const isBound = scheme.length === "DPoP".length;
  return {
    scheme: isBound ? "DPoP" : "Bearer",
    token,
    proof: headers.get("dpop"),
    target: targetOf(request),
  };
}

/** The call as the proxy says it was addressed; null when a part of it is missing, or is there twice. */
function targetOf({ headers }: Request): SentToken["target"] {
  const [method, proto, host, uri] = ["method", "proto", "host", "uri"].map(
    (name) => headers.get(`x-forwarded-${name}`) ?? "",
  );
  const url = `${proto}://${host}${uri}`;
  const isPlain = [method, proto, host].every((part) => /^[A-Za-z0-9.:[\]-]+$/.test(part ?? ""));
  return isPlain && uri?.startsWith("/") && URL.canParse(url) ? { method: method ?? "", url } : null;
}

/** What the caller wanted, as the proxy says it; for the log only. */
function callOf({ headers }: Request): { method: string | null; path: string | null } {
  return {
    method: headers.get("x-forwarded-method") ?? headers.get("x-original-method"),
    path: headers.get("x-forwarded-uri") ?? headers.get("x-original-uri"),
  };
}

function allowed(holder: Holder, staleness: number): Response {
  const left = Math.max(0, Math.floor(holder.expiresAt - Date.now() / 1000));
  const age = Math.min(staleness, left);
  return new Response(null, {
    status: 200,
    headers: {
      "cache-control": age > 0 ? `max-age=${age}` : "no-store",
      "daypass-subject": holder.subject,
      "daypass-actor": holder.actor ?? "",
      "daypass-name": encodeURIComponent(holder.name),
      "daypass-role": holder.role,
      "daypass-scope": holder.scopes.join(" "),
      "daypass-environment": holder.environment ?? "",
      "daypass-grant": holder.grantId,
      "daypass-expires": new Date(holder.expiresAt * 1000).toISOString(),
    },
  });
}

/** As a service with the SDK says it, and once more where proxies can take it from. */
const refused = (denied: AccessDenied): Response =>
  TextResponse.ofJson(denied.toProblem(), denied.status, {
    ...denied.headers(),
    "daypass-request-access": denied.requestAccessUri,
  });
