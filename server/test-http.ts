import type { AddressInfo } from "node:net";
import { encode } from "next-auth/jwt";
import pg from "pg";
import type { Config } from "@/lib/config/config";
import { createTestDatabase } from "@/lib/db/test-database";
import { type Authentication, authenticationClaims } from "@/lib/principals/authentication";
import type { Principal } from "@/lib/principals/principal";
import { sessionCookieName, sessionSecret } from "@/lib/principals/session";
import type { Runtime } from "@/lib/runtime/runtime";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { ensureSigningKey } from "@/lib/tokens/keys";
import { createHttp, type Http } from "./http";
import { createListener, type Pages } from "./listener";
import { listen, stopListening } from "./server";

/** Everything but Next and the worker, on a port and a database of its own. */
export interface TestHttp {
  runtime: Runtime;
  http: Http;
  url: string;
  /** Runs a statement as the owner of the database. */
  asOwner(sql: string): Promise<void>;
  /** As a program that exchanged an ID token for an API token. */
  program(principal: Principal): Promise<Caller>;
  /** As a browser in which `principal` signed in: sends the session, and our Origin with writes. */
  browser(principal: Principal, authentication?: Authentication): Promise<Caller>;
  stop(): Promise<void>;
}

export type Caller = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>;

export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what came is what a test is about to find out
  body: any;
}

export async function startTestHttp(
  overrides: Partial<Config> = {},
  pages: Pages | null = null,
): Promise<TestHttp> {
  const database = await createTestDatabase(overrides);
  const { runtime } = database;
  await ensureSigningKey(runtime);
  const http = await createHttp(runtime);
  const server = await listen(createListener(runtime, http, pages), 0);
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    runtime,
    http,
    url,
    async asOwner(sql) {
      const owner = new pg.Client({ connectionString: database.ownerUrl });
      await owner.connect();
      await owner.query(sql).finally(() => owner.end());
    },
    async program(principal) {
      const { token } = await issueApiToken(runtime, principal, "test");
      return callerOf(url, { authorization: `Bearer ${token}` });
    },
    async browser(principal, authentication) {
      const cookie = await sessionCookie(runtime.config, principal, authentication);
      return callerOf(url, { cookie, origin: runtime.config.baseUrl, "sec-fetch-site": "same-origin" });
    },
    async stop() {
      http.drain();
      await stopListening(server, 1_000);
      await http.close();
      await database.drop();
    },
  };
}

export async function sessionCookie(
  config: Config,
  principal: Pick<Principal, "id">,
  authentication: Authentication = { at: null, acr: null, amr: [] },
): Promise<string> {
  const claims = { principalId: principal.id, ...authenticationClaims(authentication) };
  const token = await encode({ token: claims, secret: sessionSecret(config) });
  return `${sessionCookieName(config)}=${token}`;
}

export function callerOf(url: string, standing: Record<string, string>): Caller {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...standing,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /[/+]json(;|$)/.test(response.headers.get("content-type") ?? "");
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
}

/** Posts a form, as the OAuth endpoints take it, and reads the JSON that they answer. */
export async function postForm(
  url: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(url, { method: "POST", headers, body: new URLSearchParams(form) });
  return { status: response.status, headers: response.headers, body: await response.json() };
}
