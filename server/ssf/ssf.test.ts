import { verifyJws } from "@daypass/node/jws";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contextOf } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { deliverDueMessages } from "@/lib/outbox/deliver";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { sessionRevoked, tokenClaimsChange, verification } from "@/lib/signals/event-types";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { verificationKeys } from "@/lib/tokens/keys";
import { audience, credentialOf, engineer, grantTo, ordersTrait, publish } from "@/lib/tokens/test-tokens";
import { carryOf } from "@/lib/worker/carry";
import { startTestHttp, type TestHttp } from "../test-http";
import { basic } from "../test-verifier";
import { startTestReceiver } from "./test-receiver";

const payments = "shop/payments/payments-api";
const push = "urn:ietf:rfc:8935";
const poll = "urn:ietf:rfc:8936";
const wanted = [sessionRevoked, tokenClaimsChange];
type Receiver = Awaited<ReturnType<typeof startTestReceiver>>;

let web: TestHttp;
let receiver: Receiver;
let own: { id: string; secret: string };
let foreign: { id: string; secret: string };
let riley: Principal;
let grantId: string;
let count = 0;

beforeAll(async () => {
  web = await startTestHttp();
  await publish(web.runtime);
  await publish(web.runtime, { ...ordersTrait, token: { audience: "urn:test:payments-api" } }, payments);
  own = await credentialOf(web.runtime);
  foreign = await credentialOf(web.runtime, payments);
});
afterAll(() => web.stop());
beforeEach(async () => {
  receiver = await startTestReceiver();
  riley = await engineer(web.runtime, `riley-${++count}`);
  grantId = await grantTo(web.runtime, riley);
});
afterEach(async () => {
  await receiver.close();
  await web.runtime.pool.query("delete from signal_stream");
  await web.runtime.pool.query("delete from outbox_message");
});

async function call(method: string, path: string, body?: unknown, by: typeof own | null = own) {
  const response = await fetch(`${web.url}${path}`, {
    method,
    headers: {
      ...(by ? basic(by) : {}),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers };
}

const create = async (delivery: object = { method: poll }, more: object = {}) =>
  (await call("POST", "/ssf/stream", { delivery, events_requested: wanted, ...more })).body;
const pushStream = (more: object = {}) => create({ method: push, endpoint_url: receiver.url, ...more });
const fetchNow = (id: string, body: object = {}, by = own) =>
  call("POST", `/ssf/poll/${id}`, { returnImmediately: true, ...body }, by);
const revoke = () => revokeGrant(contextOf(web.runtime, riley), grantId, { reason: "done with it" });
const deliver = () => deliverDueMessages(web.runtime, carryOf(web.runtime), 50);
const read = async (token: string) => verifyJws(token, await verificationKeys(web.runtime));
const waiting = async () =>
  (await web.runtime.pool.query("select * from outbox_message where destination like 'signals:%'")).rows;
const actions = async (action: string) =>
  (
    await web.runtime.pool.query("select entry from audit_event where action = $1 order by position", [
      action,
    ])
  ).rows.map(({ entry }) => JSON.parse(entry));

describe("GET /.well-known/ssf-configuration (SSF 1.0, section 7.1)", () => {
  it("names what there is and nothing else", async () => {
    const { status, body } = await call("GET", "/.well-known/ssf-configuration", undefined, null);
    const { baseUrl } = web.runtime.config;
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        spec_version: "1_0",
        issuer: baseUrl,
        jwks_uri: `${baseUrl}/oauth/jwks`,
        delivery_methods_supported: [push, poll],
        configuration_endpoint: `${baseUrl}/ssf/stream`,
        status_endpoint: `${baseUrl}/ssf/status`,
        verification_endpoint: `${baseUrl}/ssf/verify`,
        authorization_schemes: [{ spec_urn: "urn:ietf:rfc:7617" }],
        default_subjects: "ALL",
      },
    });
  });
});

describe("a stream's configuration (SSF 1.0, section 8.1.1)", () => {
  it.each([
    ["GET", "/ssf/stream"],
    ["POST", "/ssf/stream"],
    ["POST", "/ssf/status"],
    ["POST", "/ssf/verify"],
    ["POST", "/ssf/poll/stm_x"],
  ])("%s %s asks for the service's credential", async (method, path) => {
    const { status, headers } = await call(method, path, method === "GET" ? undefined : {}, null);
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toContain("Basic");
  });

  it("is made with what was asked for, as far as there is such (8.1.1.1)", async () => {
    const { status, body } = await call("POST", "/ssf/stream", {
      delivery: { method: push, endpoint_url: receiver.url, authorization_header: "Bearer sesame" },
      events_requested: [...wanted, "urn:unknown"],
      description: "the orders API",
    });
    expect(status).toBe(201);
    expect(body).toEqual({
      stream_id: expect.stringMatching(/^stm_/),
      iss: web.runtime.config.baseUrl,
      aud: `${web.runtime.config.baseUrl}/services/shop/orders/orders-api`,
      delivery: { method: push, endpoint_url: receiver.url },
      events_supported: wanted,
      events_requested: [...wanted, "urn:unknown"],
      events_delivered: wanted,
      description: "the orders API",
      min_verification_interval: 10,
    });
    const [kept] = (await web.runtime.pool.query("select sealed_authorization from signal_stream")).rows;
    expect(kept.sealed_authorization.toString("latin1")).not.toContain("sesame");
    expect((await actions("signals.created")).at(-1)).toMatchObject({
      service: "shop/orders/orders-api",
      detail: { stream: body.stream_id, method: "push" },
    });
  });

  it("is fetched from us where nothing else is said, at an address of its own", async () => {
    const { body } = await call("POST", "/ssf/stream", { events_requested: wanted });
    const { baseUrl } = web.runtime.config;
    expect(body.delivery).toEqual({ method: poll, endpoint_url: `${baseUrl}/ssf/poll/${body.stream_id}` });
  });

  it.each([
    ["an address inside", { delivery: { method: push, endpoint_url: "https://10.0.0.1/" } }],
    ["metadata of a cloud", { delivery: { method: push, endpoint_url: "http://169.254.169.254/" } }],
    [
      "a header of two lines",
      { delivery: { method: push, endpoint_url: "https://x.example/", authorization_header: "a\r\nb" } },
    ],
    ["an unknown method", { delivery: { method: "urn:ietf:rfc:1" } }],
    ["no list of events", { events_requested: "all" }],
  ])("refuses %s", async (_what, body) => {
    expect((await call("POST", "/ssf/stream", body)).status).toBe(400);
    expect((await call("GET", "/ssf/stream")).body).toEqual([]);
  });

  it("refuses what is no JSON, other methods, and the eleventh stream", async () => {
    const bad = await fetch(`${web.url}/ssf/stream`, { method: "POST", headers: basic(own), body: "x=1" });
    expect(bad.status).toBe(400);
    expect((await call("POST", "/ssf/stream?x=1", undefined)).status).toBe(400);
    expect((await call("OPTIONS", "/ssf/verify")).status).toBe(405);
    await Promise.all(Array.from({ length: 12 }, () => create()));
    expect((await call("GET", "/ssf/stream")).body).toHaveLength(10);
    expect((await call("POST", "/ssf/stream", {})).status).toBe(409);
  });

  it("is read by its service and by no other (8.1.1.2)", async () => {
    const { stream_id } = await create();
    expect((await call("GET", `/ssf/stream?stream_id=${stream_id}`)).body).toMatchObject({ stream_id });
    expect((await call("GET", "/ssf/stream")).body).toMatchObject([{ stream_id }]);
    expect((await call("GET", "/ssf/stream", undefined, foreign)).body).toEqual([]);
    for (const [method, path, body] of [
      ["GET", `/ssf/stream?stream_id=${stream_id}`],
      ["PATCH", "/ssf/stream", { stream_id }],
      ["DELETE", `/ssf/stream?stream_id=${stream_id}`],
      ["GET", `/ssf/status?stream_id=${stream_id}`],
      ["POST", "/ssf/status", { stream_id, status: "disabled" }],
      ["POST", "/ssf/verify", { stream_id }],
      ["POST", `/ssf/poll/${stream_id}`, { returnImmediately: true }],
    ] as const)
      expect((await call(method, path, body, foreign)).status).toBe(404);
    expect((await call("GET", "/ssf/stream")).body).toHaveLength(1);
  });

  it("is changed in what is given (8.1.1.3), and replaced as a whole (8.1.1.4)", async () => {
    const made = await create({ method: poll }, { description: "first" });
    const patched = await call("PATCH", "/ssf/stream", { ...made, events_requested: [sessionRevoked] });
    // What we said comes back as it was before: that is no wish.
    expect(patched).toMatchObject({
      status: 200,
      body: { description: "first", events_delivered: [sessionRevoked] },
    });
    const { stream_id } = made;
    const wrong = await call("PATCH", "/ssf/stream", { stream_id, aud: "urn:somebody" });
    expect(wrong.status).toBe(400);
    const half = await call("PUT", "/ssf/stream", { stream_id, events_requested: wanted });
    expect(half.status).toBe(400);
    const delivery = { method: push, endpoint_url: receiver.url };
    const put = await call("PUT", "/ssf/stream", { stream_id, delivery, events_requested: wanted });
    expect(put).toMatchObject({ status: 200, body: { delivery, events_delivered: wanted } });
    expect(put.body).not.toHaveProperty("description");
  });

  it("is deleted with what waits (8.1.1.5)", async () => {
    const { stream_id } = await create();
    await revoke();
    expect((await call("DELETE", `/ssf/stream?stream_id=${stream_id}`)).status).toBe(204);
    expect((await call("DELETE", `/ssf/stream?stream_id=${stream_id}`)).status).toBe(404);
    expect((await fetchNow(stream_id)).status).toBe(404);
  });
});

describe("an event", () => {
  it("is one signed token about one access, with neither sub nor exp (RFC 8417, the SET profile of SSF 1.0, CAEP 3.1)", async () => {
    const { stream_id, aud } = await create();
    await revoke();
    const { body } = await fetchNow(stream_id);
    const [[jti, token] = []] = Object.entries<string>(body.sets);
    const jws = await read(token ?? "");
    const iss = web.runtime.config.baseUrl;
    expect(jws).toMatchObject({ header: { typ: "secevent+jwt", alg: "ES256" } });
    expect(jws?.claims).toEqual({
      iss,
      aud,
      jti,
      iat: expect.any(Number),
      sub_id: {
        format: "complex",
        user: { format: "iss_sub", iss, sub: riley.id },
        session: { format: "opaque", id: grantId },
      },
      events: {
        [sessionRevoked]: {
          event_timestamp: expect.any(Number),
          initiating_entity: "user",
          reason_admin: { en: "given-back" },
        },
      },
    });
  });

  it("says of a token of a shortened grant when it ends now (CAEP 3.2, RFC 9493 section 3.2)", async () => {
    const { stream_id } = await create();
    const { jti } = await issueServiceToken(contextOf(web.runtime, riley), { audience, grantId });
    await web.asOwner(
      `update access_grant set ends_at = date_trunc('second', clock_timestamp()) + interval '60 seconds' where id = '${grantId}'`,
    );
    const [token = ""] = Object.values<string>((await fetchNow(stream_id)).body.sets);
    const { sub_id, events, iat } = (await read(token))?.claims ?? {};
    expect(sub_id).toMatchObject({ token: { format: "jwt_id", iss: web.runtime.config.baseUrl, jti } });
    const { claims } = (events as Record<string, { claims: { exp: number } }>)[tokenClaimsChange] ?? {};
    expect((claims?.exp ?? 0) - Number(iat)).toBeGreaterThan(55);
    expect((claims?.exp ?? 0) - Number(iat)).toBeLessThanOrEqual(60);
  });

  it("is told of everybody who is deactivated, to the services where they had access", async () => {
    const { stream_id } = await create();
    const system = { runtime: web.runtime, actor: { kind: "system", name: "test" }, requestId: "t" } as const;
    await deactivatePrincipal(system, riley.id, { reason: "left the company" });
    const [token = ""] = Object.values<string>((await fetchNow(stream_id)).body.sets);
    expect((await read(token))?.claims.events).toMatchObject({
      [sessionRevoked]: { initiating_entity: "admin", reason_admin: { en: "deactivated" } },
    });
  });

  it("comes only if it was asked for", async () => {
    const { stream_id } = await create({ method: poll }, { events_requested: [tokenClaimsChange] });
    await revoke();
    expect((await fetchNow(stream_id)).body.sets).toEqual({});
  });
});

describe("fetching (RFC 8936)", () => {
  it("gives at most what is wanted, and says whether there is more (2.4.1)", async () => {
    const { stream_id } = await create();
    await revoke();
    grantId = await grantTo(web.runtime, riley);
    await revoke();
    const first = (await fetchNow(stream_id, { maxEvents: 1 })).body;
    expect(Object.keys(first.sets)).toHaveLength(1);
    expect(first.moreAvailable).toBe(true);
    expect((await fetchNow(stream_id, { maxEvents: 0 })).body).toEqual({ sets: {} });
    const both = (await fetchNow(stream_id)).body;
    expect(Object.keys(both.sets)).toHaveLength(2);
    expect(both.moreAvailable).toBe(false);
  });

  it("gives an event again until it is acknowledged, and then never (2.4.3)", async () => {
    const { stream_id } = await create();
    await revoke();
    const [jti = ""] = Object.keys((await fetchNow(stream_id)).body.sets);
    expect(Object.keys((await fetchNow(stream_id)).body.sets)).toEqual([jti]);
    expect((await fetchNow(stream_id, { ack: [jti] })).body.sets).toEqual({});
    expect((await fetchNow(stream_id, { ack: [jti] })).status).toBe(200);
  });

  it("writes down what the receiver refuses, and keeps it no longer (2.4.4)", async () => {
    const { stream_id } = await create();
    await revoke();
    const [jti = ""] = Object.keys((await fetchNow(stream_id)).body.sets);
    const setErrs = { [jti]: { err: "authentication_failed", description: "the signature is wrong" } };
    expect((await fetchNow(stream_id, { setErrs })).body.sets).toEqual({});
    expect((await actions("delivery.failed")).at(-1)).toMatchObject({
      outcome: "failed",
      detail: {
        destination: `signals:${stream_id}`,
        reason: "authentication_failed: the signature is wrong",
      },
    });
  });

  it("waits for an event where it may (2.4.2)", async () => {
    const { stream_id } = await create();
    const answer = call("POST", `/ssf/poll/${stream_id}`, {});
    await new Promise((resolve) => setTimeout(resolve, 200));
    await revoke();
    expect(Object.keys((await answer).body.sets)).toHaveLength(1);
  });

  it.each([{ maxEvents: -1 }, { ack: "x" }, { setErrs: { x: {} } }, { returnImmediately: 1 }])(
    "refuses %o",
    async (body) => {
      const { stream_id } = await create();
      expect((await fetchNow(stream_id, body)).status).toBe(400);
    },
  );
});

describe("pushing (RFC 8935)", () => {
  it("posts each token, authorized as the receiver said, once it was taken (2.1, 2.2)", async () => {
    const { aud } = await pushStream({ authorization_header: "Bearer sesame" });
    await revoke();
    await deliver();
    expect(receiver.state.sets).toHaveLength(1);
    expect(receiver.state.sets[0]?.headers).toMatchObject({
      "content-type": "application/secevent+jwt",
      accept: "application/json",
      authorization: "Bearer sesame",
    });
    expect((await read(receiver.state.sets[0]?.token ?? ""))?.claims).toMatchObject({ aud });
    await deliver();
    expect(receiver.state.sets).toHaveLength(1);
  });

  it("comes again under the same jti when the receiver was not there", async () => {
    await pushStream();
    receiver.state.answer = 503;
    await revoke();
    await deliver();
    expect(await waiting()).toMatchObject([{ delivered_at: null, last_error: "the receiver answered 503" }]);
    receiver.state.answer = 202;
    await web.runtime.pool.query(
      "update outbox_message set next_attempt_at = now() - interval '1 ms' where delivered_at is null",
    );
    await deliver();
    expect(await waiting()).toMatchObject([{ last_error: null, delivered_at: expect.any(Date) }]);
    const jtis = await Promise.all(
      receiver.state.sets.map(async ({ token }) => (await read(token))?.claims.jti),
    );
    expect(new Set(jtis).size).toBe(1);
  });

  it("is given up and written down when the receiver refuses it for good (2.3)", async () => {
    await pushStream();
    Object.assign(receiver.state, {
      answer: 400,
      body: '{"err":"invalid_audience","description":"not mine"}',
    });
    await revoke();
    await deliver();
    expect(await waiting()).toMatchObject([
      { failed_at: expect.any(Date), last_error: "the receiver refused it: invalid_audience" },
    ]);
    expect((await actions("delivery.failed")).at(-1)).toMatchObject({ outcome: "failed" });
  });

  it("follows no redirect", async () => {
    await pushStream();
    receiver.state.answer = 307;
    await revoke();
    await deliver();
    expect(receiver.state.sets).toHaveLength(1);
    expect(await waiting()).toMatchObject([{ last_error: "the receiver answered 307" }]);
  });

  it("does not go to an address that nobody vouches for any more", async () => {
    await pushStream();
    await revoke();
    const runtime = {
      ...web.runtime,
      config: { ...web.runtime.config, baseUrl: "https://daypass.example.com" },
    };
    await deliverDueMessages(runtime, carryOf(runtime), 50);
    expect(receiver.state.sets).toEqual([]);
    expect(await waiting()).toMatchObject([{ failed_at: expect.any(Date) }]);
  });
});

describe("a stream's status (SSF 1.0, section 8.1.2)", () => {
  const setStatus = (stream_id: string, status: string) =>
    call("POST", "/ssf/status", { stream_id, status, reason: "upkeep" });

  it("is enabled at first, and what was set (8.1.2.1, 8.1.2.2)", async () => {
    const { stream_id } = await create();
    const path = `/ssf/status?stream_id=${stream_id}`;
    expect((await call("GET", path)).body).toEqual({ stream_id, status: "enabled" });
    const set = { stream_id, status: "paused", reason: "upkeep" };
    expect(await setStatus(stream_id, "paused")).toMatchObject({ status: 200, body: set });
    expect((await call("GET", path)).body).toEqual(set);
    expect((await setStatus(stream_id, "broken")).status).toBe(400);
  });

  it("paused keeps events, pushed or fetched, until it is enabled", async () => {
    for (const stream of [await create(), await pushStream()]) {
      grantId = await grantTo(web.runtime, riley);
      await setStatus(stream.stream_id, "paused");
      await revoke();
      await deliver();
      expect((await fetchNow(stream.stream_id)).body.sets ?? {}).toEqual({});
      await setStatus(stream.stream_id, "enabled");
      await deliver();
    }
    const sets = await Promise.all(
      receiver.state.sets.map(async ({ token }) => (await read(token))?.claims.sub_id),
    );
    // The first end came while the stream that is pushed was enabled.
    expect(sets).toHaveLength(2);
    expect(sets.at(-1)).toMatchObject({ session: { id: grantId } });
  });

  it("paused holds what is on its way already", async () => {
    const { stream_id } = await pushStream();
    await revoke();
    await setStatus(stream_id, "paused");
    await deliver();
    expect(receiver.state.sets).toEqual([]);
    await setStatus(stream_id, "enabled");
    await deliver();
    expect(receiver.state.sets).toHaveLength(1);
  });

  it("disabled forgets events", async () => {
    const { stream_id } = await pushStream();
    await revoke();
    await setStatus(stream_id, "disabled");
    await deliver();
    await setStatus(stream_id, "enabled");
    await deliver();
    expect(receiver.state.sets).toEqual([]);
  });
});

describe("verification (SSF 1.0, section 8.1.4)", () => {
  it("brings what was sent along, pushed or fetched, once in ten seconds", async () => {
    for (const { stream_id } of [await create(), await pushStream()]) {
      const body = { stream_id, state: "a state" };
      expect((await call("POST", "/ssf/verify", body)).status).toBe(204);
      expect((await call("POST", "/ssf/verify", body)).status).toBe(429);
      await deliver();
      const fetched = Object.values<string>((await fetchNow(stream_id)).body.sets ?? {})[0];
      const jws = await read(fetched ?? receiver.state.sets[0]?.token ?? "");
      expect(jws?.claims).toMatchObject({
        sub_id: { format: "opaque", id: stream_id },
        events: { [verification]: { state: "a state" } },
      });
    }
  });
});
