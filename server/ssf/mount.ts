import type { Hono } from "hono";
import { AppError } from "@/lib/errors/app-error";
import type { Runtime } from "@/lib/runtime/runtime";
import {
  createStream,
  deleteStream,
  type Receiver,
  readStatus,
  readStreams,
  updateStatus,
  updateStream,
  verifyStream,
} from "@/lib/signals/streams";
import type { HttpEnv } from "../mount";
import { errorAnswer, toOAuthError } from "../oauth/answer";
import { authenticateClient } from "../oauth/client";
import { TextResponse } from "../text-response";
import { handleConfiguration } from "./configuration";
import { handlePoll } from "./poll";
import type { Waiters } from "./waiters";

interface Call {
  by: Receiver;
  params: URLSearchParams;
  body: unknown;
  stream: string;
  waiters: Waiters;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
type Endpoints = Record<string, Partial<Record<Method, (call: Call) => Promise<Response>>>>;

const ok = TextResponse.ofJson;
const empty = () => new Response(null, { status: 204, headers: { "cache-control": "no-store" } });

const endpoints: Endpoints = {
  "/ssf/stream": {
    async GET({ by, params }) {
      const id = params.get("stream_id");
      const streams = await readStreams(by, id);
      return ok(id === null ? streams : streams[0]);
    },
    POST: async ({ by, body }) => ok(await createStream(by, body), 201),
    PATCH: async ({ by, body }) => ok(await updateStream(by, body, false)),
    PUT: async ({ by, body }) => ok(await updateStream(by, body, true)),
    async DELETE({ by, params }) {
      await deleteStream(by, params.get("stream_id") ?? "");
      return empty();
    },
  },
  "/ssf/status": {
    GET: async ({ by, params }) => ok(await readStatus(by, params.get("stream_id") ?? "")),
    POST: async ({ by, body }) => ok(await updateStatus(by, body)),
  },
  "/ssf/verify": {
    async POST({ by, body }) {
      await verifyStream(by, body);
      return empty();
    },
  },
  "/ssf/poll/:stream": {
    POST: ({ by, stream, body, waiters }) => handlePoll(by, stream, body, waiters),
  },
};

/** The transmitter of the Shared Signals Framework: a service manages its streams by its own credential. */
export function mountSsf(app: Hono<HttpEnv>, runtime: Runtime, waiters: Waiters): void {
  const wellKnown = "/.well-known/ssf-configuration";
  app.get(wellKnown, (c) => {
    c.env.exchange.route = wellKnown;
    return handleConfiguration(runtime.config);
  });
  for (const [path, methods] of Object.entries(endpoints)) {
    app.all(path, async (c) => {
      const { exchange } = c.env;
      exchange.route = path;
      const request = c.req.raw;
      try {
        const handle = methods[request.method as Method];
        if (!handle)
          throw new AppError("method-not-allowed", `This address takes ${Object.keys(methods).join(", ")}.`);
        const service = await authenticateClient(request, runtime);
        const by = { runtime, service, requestId: exchange.requestId };
        const params = new URL(request.url).searchParams;
        const body = request.method === "GET" || request.method === "DELETE" ? null : await readJson(request);
        return await handle({ by, params, body, stream: c.req.param("stream") ?? "", waiters });
      } catch (error) {
        return refusal(error);
      }
    });
  }
}

async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json")
    throw new AppError("bad-request", "Send the parameters as application/json.");
  try {
    return JSON.parse(await request.text());
  } catch {
    throw new AppError("bad-request", "The body is no JSON.");
  }
}

const statuses: Partial<Record<AppError["code"], number>> = {
  "bad-request": 400,
  "invalid-input": 400,
  "not-found": 404,
  "method-not-allowed": 405,
  conflict: 409,
  "too-many-requests": 429,
};

/** The statuses that the framework names (SSF 1.0, section 8.1), with members as RFC 8935 and 8936 have them. */
function refusal(error: unknown): Response {
  const status = error instanceof AppError ? statuses[error.code] : undefined;
  if (error instanceof AppError && status)
    return TextResponse.ofJson({ err: "invalid_request", description: error.detail }, status);
  const known = toOAuthError(error);
  if (!known) throw error;
  return errorAnswer(known);
}
