import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { serve } from "@hono/node-server";
import expressApp from "express";
import fastifyApp from "fastify";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessOf } from "./adapt.js";
import { describeResource, describeResourceFetch, resourceMetadataPath } from "./describe-resource.js";
import { express, fastify, hono, next } from "./guards.js";
import { requireRole, requireScopes } from "./requirement.js";
import { createDpopClient, type FakeIssuer, startFakeIssuer } from "./testing/index.js";
import { createVerifier, type Verifier } from "./verifier.js";

const issuer: FakeIssuer = await startFakeIssuer();
const verifier: Verifier = createVerifier({
  ...issuer.options,
  reporting: false,
  resourceMetadataUrl: "https://orders.example/.well-known/oauth-protected-resource",
});
const mayRead = requireScopes("orders:read");
const mayRefund = requireRole("refunder", ["orders:refund"]);

/** Real frameworks, each with the same routes behind the guards. */
const frameworks: Record<string, () => Promise<Server>> = {
  async express() {
    const app = expressApp();
    app.get(resourceMetadataPath, describeResource(verifier));
    const router = expressApp.Router();
    router.get("/orders", express(verifier, mayRead), (req, res) => {
      res.send(accessOf(req).subject);
    });
    router.get("/refunds", express(verifier, mayRefund), (_req, res) => {
      res.send("refunded");
    });
    app.use("/shop", router);
    return app.listen(0, "127.0.0.1");
  },
  async fastify() {
    const app = fastifyApp();
    app.get(resourceMetadataPath, async (_request, reply) => {
      const response = await describeResourceFetch(verifier);
      return reply.code(response.status).send(await response.json());
    });
    app.get(
      "/shop/orders",
      { preHandler: fastify(verifier, mayRead) },
      async (request) => accessOf(request).subject,
    );
    app.get("/shop/refunds", { preHandler: fastify(verifier, mayRefund) }, async () => "refunded");
    await app.listen({ port: 0, host: "127.0.0.1" });
    return app.server;
  },
  async hono() {
    const app = new Hono();
    app.get(resourceMetadataPath, () => describeResourceFetch(verifier));
    app.get("/shop/orders", hono(verifier, mayRead), (c) => c.text(accessOf(c.req.raw).subject));
    app.get("/shop/refunds", hono(verifier, mayRefund), (c) => c.text("refunded"));
    return serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }) as Server;
  },
  async next() {
    const routes: Record<string, (request: Request) => Promise<Response>> = {
      "/shop/orders": (request) =>
        next(
          verifier,
          mayRead,
          (_request, _context: null, access) => new Response(access.subject),
        )(request, null),
      "/shop/refunds": (request) =>
        next(verifier, mayRefund, (_request, _context: null) => new Response("refunded"))(request, null),
      [resourceMetadataPath]: () => describeResourceFetch(verifier),
    };
    return serve({
      fetch: (request) =>
        routes[new URL(request.url).pathname]?.(request) ?? new Response("", { status: 404 }),
      port: 0,
      hostname: "127.0.0.1",
    }) as Server;
  },
};

afterAll(async () => {
  await verifier.close();
  await issuer.close();
});

describe.each(Object.keys(frameworks))("%s", (name) => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    const start = frameworks[name];
    if (!start) throw new Error("no such framework");
    server = await start();
    if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${url}${path}`, { headers });

  it("lets in who may, and tells the handler who it is", async () => {
    const answer = await get("/shop/orders?limit=1", { authorization: `Bearer ${issuer.mint()}` });
    expect([answer.status, await answer.text()]).toEqual([200, "prn_riley"]);
  });

  it("challenges who sends nothing, and says where the service is described (RFC 9728, 5.1)", async () => {
    const answer = await get("/shop/orders");
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
    const challenge = answer.headers.get("www-authenticate");
    expect(challenge).toMatch(
      /^Bearer realm="urn:demo:orders-api", scope="orders:read", request_access_uri="/,
    );
    expect(challenge).toContain(
      'resource_metadata="https://orders.example/.well-known/oauth-protected-resource"',
    );
    expect(await answer.json()).toMatchObject({ status: 401, reason: "no-token" });
  });

  it("refuses who may less, and does not reach the handler", async () => {
    const answer = await get("/shop/refunds", { authorization: `Bearer ${issuer.mint()}` });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ reason: "missing-scope", scope: "orders:refund" });
    const all = `Bearer ${issuer.mint({ scope: "orders:read orders:refund" })}`;
    const byRole = await get("/shop/refunds", { authorization: all });
    expect(await byRole.json()).toMatchObject({ status: 403, reason: "missing-role" });
  });

  it("takes a token that is bound to a key with a proof for this address, and once", async () => {
    const client = createDpopClient();
    const token = issuer.mint({ cnf: { jkt: client.jkt } });
    const headers = {
      authorization: `DPoP ${token}`,
      dpop: client.prove("GET", `${url}/shop/orders`, token),
    };
    expect((await get("/shop/orders?x=1", headers)).status).toBe(200);
    const again = await get("/shop/orders?x=1", headers);
    expect(await again.json()).toMatchObject({ status: 401, reason: "replayed-proof" });
  });

  it("describes itself as Daypass does (RFC 9728, 3)", async () => {
    const answer = await get(resourceMetadataPath);
    expect(await answer.json()).toMatchObject({
      resource: "urn:demo:orders-api",
      authorization_servers: [issuer.url],
    });
  });
});

it("a service whose Daypass never answered describes nothing", async () => {
  const alone = createVerifier({ ...issuer.options, reporting: false, service: "other/other/other" });
  const server = createServer(describeResource(alone)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(answer.status).toBe(503);
  server.close();
});
