import type { z } from "zod";
import type { Context } from "@/lib/context/context";
import type { Runtime } from "@/lib/runtime/runtime";
import type { ServiceIdentity } from "@/lib/services/credentials";

/** The variable parts of a path. Every route that has one calls it `id`, but the one below a service. */
export interface Params {
  id: string;
  credentialId: string;
}

/** One call, after the caller is known and before its input is parsed: that is the verb's part. */
export interface Call {
  runtime: Runtime;
  requestId: string;
  request: Request;
  params: Params;
  /** Query parameters by name; each was given once. */
  query: Record<string, string>;
  /** The parsed JSON body; undefined where the route takes none. */
  body: unknown;
}

/** What a handler learns about its caller, by who may call. */
export interface Callers {
  /** A person or a workload: an API token, or the browser's session. */
  principal: { ctx: Context };
  /** A service, by a credential of its own; Daypass acts on its word, so the actor is the system. */
  service: { ctx: Context; service: ServiceIdentity };
  none: object;
}

export type Authentication = keyof Callers;

interface Description {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** As OpenAPI writes it: "/api/v1/requests/{id}". */
  path: string;
  summary: string;
  tag: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Media types of a body that is not JSON; the handler reads `request` itself. */
  consumes?: string[];
  response?: z.ZodType;
  /** Media types of an answer that is not JSON; the handler gives the Response itself. */
  produces?: string[];
  /** Of a successful answer; 200 unless given. */
  status?: number;
}

export interface Route extends Description {
  auth: Authentication;
  handler(call: Call & Callers[Authentication]): Promise<unknown>;
}

/** An entry of the table of routes: what it is called, who may call it, what goes in and out. */
export function route<A extends Authentication, S extends z.ZodType>(
  entry: Description & {
    auth: A;
    response?: S;
    handler(call: Call & Callers[A]): Promise<z.output<S> | Response>;
  },
): Route {
  // The mounting code hands each handler exactly the caller that its `auth` names.
  return entry as Route;
}
