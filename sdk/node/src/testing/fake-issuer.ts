import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createFakeRevocations } from "./fake-revocations.js";
import { createFakeStatusList } from "./fake-status-list.js";
import { createKey, signParts } from "./keys.js";

export interface FakeIssuerOptions {
  /** 0: any that is free. */
  port?: number;
  audience?: string;
  service?: string;
  environment?: string | null;
  role?: string;
  scope?: string;
  clientId?: string;
  clientSecret?: string;
  /** Milliseconds since 1970, for everything that the issuer says. */
  clock?: () => number;
}

interface Minted {
  jti: string;
  grant: string;
  idx: number;
}

/**
 * A Daypass of its own on loopback, for the tests of a service: metadata, keys, introspection, status list and the stream of
 * revocations, each of which a test can break. Tokens are made by `mint`, with whatever claims a test wants.
 */
export async function startFakeIssuer(options: FakeIssuerOptions = {}) {
  const {
    audience = "urn:demo:orders-api",
    service = "shop/orders/orders-api",
    environment = "staging",
    role = "reader",
    scope = "orders:read",
    clientId = "crd",
    clientSecret = "s:cret",
    clock = Date.now,
  } = options;
  const key = createKey("first");
  const edwards = createKey("edwards", "Ed25519");
  const list = createFakeStatusList(
    () => `${url}/oauth/status-lists/0`,
    () => url,
    clock,
  );
  const revocations = createFakeRevocations(clock);
  const state = {
    keys: [key.jwk] as unknown[],
    revoked: new Set<string>(),
    metadata: {} as Record<string, unknown>,
    /** How introspection fails, if it does. */
    introspection: "works" as "works" | "fails" | "hangs" | "lies",
    calls: { metadata: 0, jwks: 0, introspection: 0 },
    /** Opaque tokens, and what introspection says of them. */
    opaque: new Map<string, Record<string, unknown>>(),
    /** What was reported, and how the address for it answers. */
    reports: { assertions: [] as unknown[], usage: [] as unknown[], status: 202 },
    resource: {} as Record<string, unknown>,
    list: list.state,
    push: revocations.state,
  };
  const minted: Minted[] = [];
  const hanging = new Set<ServerResponse>();
  const basic = `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString("base64")}`;

  function handle(req: IncomingMessage, res: ServerResponse): unknown {
    const address = new URL(req.url ?? "/", url);
    const answer = (body: unknown, status = 200) =>
      res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    switch (address.pathname) {
      case "/.well-known/oauth-authorization-server":
        state.calls.metadata += 1;
        return answer({
          issuer: url,
          jwks_uri: `${url}/jwks`,
          introspection_endpoint: `${url}/introspect`,
          ...state.metadata,
        });
      case "/jwks":
        state.calls.jwks += 1;
        return answer({ keys: state.keys });
      case "/oauth/status-lists/0": {
        state.list.calls += 1;
        if (state.list.lists === "fails") return answer({}, 500);
        if (state.list.lists === "hangs") return hanging.add(res);
        const { token, etag } = list.current(key);
        if (req.headers["if-none-match"] === etag) return res.writeHead(304, { etag }).end();
        return res.writeHead(200, { etag, "content-type": "application/statuslist+jwt" }).end(token);
      }
      case `/oauth/protected-resources/${service}`:
        return answer({ resource: audience, authorization_servers: [url], ...state.resource });
    }
    if (req.headers.authorization !== basic) {
      if (address.pathname === "/introspect") state.calls.introspection += 1;
      return answer({}, 401);
    }
    switch (address.pathname) {
      case "/oauth/revocations":
        return revocations.handle(req, res, address);
      case "/introspect":
        return introspect(req, res, answer);
      case "/api/v1/assertions":
      case "/api/v1/usage":
        return takeReport(req, address.pathname === "/api/v1/usage" ? "usage" : "assertions", answer);
    }
    return answer({}, 404);
  }

  type Answer = (body: unknown, status?: number) => unknown;

  async function introspect(req: IncomingMessage, res: ServerResponse, answer: Answer) {
    state.calls.introspection += 1;
    if (state.introspection === "fails") return answer({}, 500);
    if (state.introspection === "hangs") return hanging.add(res);
    if (state.introspection === "lies") return answer({ active: "true" });
    const token = new URLSearchParams(await textOf(req)).get("token") ?? "";
    if (token.startsWith("dpo_")) {
      const said = state.opaque.get(token);
      return answer(
        said && !state.revoked.has(String(said.jti)) ? { active: true, ...said } : { active: false },
      );
    }
    const { jti } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return answer(state.revoked.has(jti) ? { active: false } : { active: true, jti });
  }

  async function takeReport(req: IncomingMessage, kind: "assertions" | "usage", answer: Answer) {
    const { items } = JSON.parse(await textOf(req));
    if (state.reports.status < 300) state.reports[kind].push(...items);
    return answer({ recorded: items.length }, state.reports.status);
  }

  const server = createServer((req, res) => void handle(req, res));
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  let count = 0;
  const claims = (overrides: Record<string, unknown> = {}) => {
    const now = Math.floor(clock() / 1000);
    count += 1;
    const all: Record<string, unknown> = {
      iss: url,
      sub: "prn_riley",
      aud: audience,
      exp: now + 300,
      iat: now,
      jti: `tok_${count}`,
      client_id: "prn_riley",
      scope,
      ...(environment !== null && { environment }),
      authorization_details: [
        {
          type: "urn:daypass:grant",
          service,
          role,
          environment,
          grant_id: "grt_1",
          request_id: "req_1",
          actions: [],
          resources: [],
        },
      ],
      status: { status_list: { idx: count, uri: `${url}/oauth/status-lists/0` } },
      ...overrides,
    };
    minted.push({ jti: String(all.jti), grant: grantOf(all), idx: count });
    return all;
  };
  const header = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
    alg: "ES256",
    typ: "at+jwt",
    kid: key.kid,
    ...overrides,
  });
  /** Ends tokens: by introspection, in the list, and by telling whoever listens. */
  const end = (which: (one: Minted) => boolean) => {
    for (const one of minted.filter(which)) {
      state.revoked.add(one.jti);
      list.dead.add(one.idx);
    }
  };
  return {
    url,
    key,
    edwards,
    state,
    claims,
    header,
    clock,
    mint: (overrides: Record<string, unknown> = {}) => signParts(header(), claims(overrides), key.privateKey),
    revokeToken(jti: string) {
      end((one) => one.jti === jti);
      revocations.revoke(jti, null);
    },
    revokeGrant(grant: string) {
      end((one) => one.grant === grant);
      revocations.revoke(null, grant);
    },
    /** Ends all streams of revocations at once. */
    cut: () => revocations.cut(),
    /** For `createVerifier`. */
    options: {
      issuer: url,
      audience,
      ...(environment !== null && { environment }),
      service,
      clientId,
      clientSecret,
    },
    async close() {
      for (const res of hanging) res.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type FakeIssuer = Awaited<ReturnType<typeof startFakeIssuer>>;

function grantOf({ authorization_details: details }: Record<string, unknown>): string {
  const [detail] = Array.isArray(details) ? details : [];
  return String(detail?.grant_id ?? "");
}

async function textOf(req: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of req) text += part;
  return text;
}
