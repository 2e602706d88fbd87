import { readFile } from "node:fs/promises";
import path from "node:path";
import { calculateJwkThumbprint } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { systemContext } from "@/lib/context/context";
import { contextOf } from "@/lib/db/test-world";
import { delegate } from "@/lib/delegations/delegate";
import { flushRecords } from "@/lib/forward-auth/records";
import { getGrant } from "@/lib/grants/queries";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { issueApiToken } from "@/lib/tokens/issue-api-token";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { athOf, proofKey } from "@/lib/tokens/test-proof";
import { audience, credentialOf, engineer, grantTo, ordersTrait, publish } from "@/lib/tokens/test-tokens";
import { startTestHttp, type TestHttp } from "./test-http";

let web: TestHttp;
let credential: string;
let other: string;
beforeAll(async () => {
  web = await startTestHttp();
  await publish(web.runtime);
  await publish(web.runtime, { ...ordersTrait, token: { audience: "urn:test:other" } }, "shop/orders/other");
  const basic = async (service?: string) => {
    const { id, secret } = await credentialOf(web.runtime, service);
    return `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`;
  };
  credential = await basic();
  other = await basic("shop/orders/other");
});
afterAll(() => web.stop());

let holders = 0;
async function tokenFor(role = "reader") {
  holders += 1;
  const holder = await engineer(web.runtime, `sam-${holders}`);
  const grantId = await grantTo(web.runtime, holder, { role, environment: "production" });
  const { token, jti } = await issueServiceToken(contextOf(web.runtime, holder), { audience, grantId });
  return { token, jti, holder, grantId };
}

const ask = (headers: Record<string, string>, at = "?environment=production&scope=orders:read") =>
  fetch(`${web.url}/forward-auth${at}`, { headers: { "daypass-credential": credential, ...headers } });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

it("answers who calls, for no longer than the token lives and only where it was asked for", async () => {
  const { token, holder, grantId } = await tokenFor();
  const answer = await ask(bearer(token));
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "cache-control": "no-store",
    "daypass-subject": holder.id,
    "daypass-role": "reader",
    "daypass-grant": grantId,
  });
  const kept = await ask(bearer(token), "?environment=production&staleness=5");
  expect(kept.headers.get("cache-control")).toBe("max-age=5");
});

it("says who acts for whom, and that nobody does", async () => {
  const { token, holder, grantId } = await tokenFor();
  expect((await ask(bearer(token))).headers.get("daypass-actor")).toBe("");
  const issuer = { ...testIssuer, kind: "workload" as const, issuer: "https://cluster.test" };
  const agent = await recordSignIn(web.runtime, issuer, { sub: "agent" }, "token-exchange");
  web.runtime.config.actors = ["https://cluster.test#agent"];
  const { id } = await delegate(contextOf(web.runtime, holder), { workload: agent.id, grantId });
  const delegation = { id, workloadId: agent.id };
  const acting = await issueServiceToken(contextOf(web.runtime, agent), { audience }, { delegation });
  expect(Object.fromEntries((await ask(bearer(acting.token))).headers)).toMatchObject({
    "daypass-subject": holder.id,
    "daypass-actor": agent.id,
  });
});

it("takes what the call needs from a header below /forward-auth/, where Envoy puts the caller's address", async () => {
  const { token } = await tokenFor();
  const require = { "daypass-require": "environment=production&scope=orders:read" };
  expect((await ask({ ...bearer(token), ...require }, "/orders?scope=none")).status).toBe(200);
  const more = { "daypass-require": "environment=production&scope=orders:refund" };
  expect((await ask({ ...bearer(token), ...more }, "/orders?scope=orders:read")).status).toBe(403);
});

describe("refuses, so that a proxy that was set up wrongly is closed", () => {
  it.each<[string, string, Record<string, string>, number]>([
    ["no credential of a service", "?environment=production", { "daypass-credential": "" }, 403],
    [
      "a credential beside another",
      "?environment=production",
      { "daypass-credential": "Basic YTpi, Basic YTpi" },
      403,
    ],
    [
      "a header where the query counts",
      "?environment=production",
      { "daypass-require": "environment=production" },
      400,
    ],
    ["an empty header where the query counts", "?environment=production", { "daypass-require": "" }, 400],
    ["no header below it", "/orders?environment=production", {}, 400],
    ["an empty scope", "?environment=production&scope=", {}, 400],
    ["a scope twice", "?environment=production&scope=a&scope=orders:read", {}, 400],
    ["what it does not know", "?environment=production&scopes=orders:read", {}, 400],
    ["an answer that is kept for an hour", "?environment=production&staleness=3600", {}, 400],
    ["no environment where the service has some", "?scope=orders:read", {}, 401],
    ["another role", "?environment=production&role=auditor", {}, 403],
  ])("%s", async (_name, at, headers, status) => {
    const { token } = await tokenFor();
    expect((await ask({ ...bearer(token), ...headers }, at)).status).toBe(status);
  });

  it("a token of another service, an API token, and a token whose holder is out, each for its own reason", async () => {
    const { token, holder } = await tokenFor();
    const reasonOf = async (headers: Record<string, string>) => (await (await ask(headers)).json()).reason;
    expect(await reasonOf({ ...bearer(token), "daypass-credential": other })).toBe("wrong-audience");
    expect(await reasonOf(bearer("eyJhbGciOiJub25lIn0.e30.x"))).toBe("malformed-token");
    expect((await ask({ ...bearer(token), "daypass-credential": other })).status).toBe(401);
    expect((await ask(bearer((await issueApiToken(web.runtime, holder, "test")).token))).status).toBe(401);
    await deactivatePrincipal(systemContext(web.runtime, "test"), holder.id, { reason: "left" });
    expect((await ask(bearer(token))).status).toBe(401);
    expect(await reasonOf(bearer(token))).toBe("revoked");
  });
});

describe("a token that is bound to a key", () => {
  const url = "https://orders.example/orders?page=2";
  const forwarded = {
    "x-forwarded-method": "GET",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "orders.example",
    "x-forwarded-uri": "/orders?page=2",
  };
  const at = "?environment=production&staleness=5";

  async function bound() {
    holders += 1;
    const holder = await engineer(web.runtime, `dana-${holders}`);
    const grantId = await grantTo(web.runtime, holder, { environment: "production" });
    const key = await proofKey();
    const jkt = await calculateJwkThumbprint(key.jwk);
    const { token } = await issueServiceToken(contextOf(web.runtime, holder), { audience, grantId }, { jkt });
    const good = { htm: "GET", htu: url, ath: athOf(token) };
    const send = (proof: string | null, scheme = "DPoP", more: Record<string, string> = {}) =>
      ask(
        {
          ...forwarded,
          authorization: `${scheme} ${token}`,
          ...(proof === null ? {} : { dpop: proof }),
          ...more,
        },
        at,
      );
    return { token, key, good, send };
  }

  it("passes with a proof of this call, whose answer is for no second one", async () => {
    const { key, good, send } = await bound();
    const answer = await send(await key.proof(web.runtime, good));
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
  });

  it("does not pass otherwise", async () => {
    const { token, key, good, send } = await bound();
    const proof = (claims: object = {}) => key.proof(web.runtime, { ...good, ...claims });
    const used = await proof();
    expect((await send(used)).status).toBe(200);
    const other = await proofKey();
    const refused = {
      "no proof": await send(null),
      "as a bearer": await send(await proof(), "Bearer"),
      "used before": await send(used),
      "two proofs": await send(`${await proof()}, ${await proof()}`),
      "another method": await send(await proof({ htm: "POST" })),
      "another address": await send(await proof({ htu: "https://orders.example/refunds" })),
      "another token": await send(await proof({ ath: athOf(`${token}x`) })),
      "an old one": await send(await proof({ iat: Math.floor(Date.now() / 1000) - 120 })),
      "another key": await send(await other.proof(web.runtime, good)),
      "a call that the proxy does not name": await send(await proof(), "DPoP", {
        "x-forwarded-host": "a, b",
      }),
    };
    for (const [name, { status, headers }] of Object.entries(refused)) {
      expect(status, name).toBe(401);
      expect(headers.get("www-authenticate"), name).toMatch(
        /^DPoP .*error="(invalid_dpop_proof|invalid_token)"/,
      );
    }
    const stale = await send(await proof({ nonce: "old" }));
    expect(stale.headers.get("www-authenticate")).toContain('error="use_dpop_nonce"');
    const nonce = stale.headers.get("dpop-nonce");
    expect((await send(await proof({ nonce }))).status).toBe(200);
  });
});

it("puts refused tokens of ours on record and nothing that a stranger made up", async () => {
  const { token, jti } = await tokenFor();
  await ask(
    { ...bearer(token), "x-forwarded-method": "POST", "x-forwarded-uri": "/refunds?card=1" },
    "?environment=production&scope=orders:refund",
  );
  await ask(bearer("eyJhbGciOiJub25lIn0.e30.x"));
  const recorded = async () =>
    (
      await web.runtime.pool.query<{ entry: string }>(
        "select entry from audit_event where action = 'assertion.failed' and entry like '%' || $1 || '%'",
        [jti],
      )
    ).rows;
  await flushRecords(web.runtime);
  expect(await recorded()).toHaveLength(1);
  const [event] = await recorded();
  expect(event?.entry).toContain('"missing-scope"');
  expect(event?.entry).toContain('"/refunds"');
  expect(event?.entry).not.toContain("card");
});

it("records one event with their number, however often somebody knocks", async () => {
  const { token, jti } = await tokenFor();
  await Promise.all(
    Array.from({ length: 100 }, () => ask(bearer(token), "?environment=production&scope=orders:refund")),
  );
  await flushRecords(web.runtime);
  const { rows } = await web.runtime.pool.query(
    "select (entry::jsonb -> 'detail' ->> 'calls')::int as calls, grant_id is not null as explained from audit_event where action = 'assertion.failed' and entry like '%' || $1 || '%'",
    [jti],
  );
  expect(rows).toEqual([{ calls: 100, explained: true }]);
});

it("counts every call that goes on as a use of its access, and writes it when it stops", async () => {
  const { token, holder, grantId } = await tokenFor();
  const use = async () => (await getGrant(contextOf(web.runtime, holder), grantId)).use;
  await Promise.all(Array.from({ length: 20 }, () => ask(bearer(token))));
  await ask(bearer(token), "?environment=production&scope=orders:refund");
  expect(await use()).toBeNull();
  await Promise.all([flushRecords(web.runtime), flushRecords(web.runtime)]);
  expect(await use()).toMatchObject({ count: 20 });
});

// Some versions of Caddy leave what the caller sent where the answer has the same header empty (GHSA-7r4p-vjf4-gxv4).
it("the file for Caddy takes away whatever the caller says in our name, before it asks", async () => {
  const file = await readFile(path.resolve(import.meta.dirname, "../deploy/caddy/Caddyfile"), "utf8");
  const directives = file.split("\n").map((line) => line.trim().replace(/ \{$/, ""));
  const inRoute = directives.slice(directives.indexOf("route") + 1).filter((line) => !line.startsWith("#"));
  expect(inRoute[0]).toBe("request_header -Daypass-*");
});
