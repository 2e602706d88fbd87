import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { newId } from "@/lib/db/ids";
import { contextOf } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/runtime/runtime";
import { authenticateService, revokeCredential, type ServiceIdentity } from "@/lib/services/credentials";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { revokeToken } from "@/lib/tokens/revoke-token";
import {
  audience,
  credentialOf,
  engineer,
  grantTo,
  ordersTrait,
  publish,
  ref,
} from "@/lib/tokens/test-tokens";
import { createHttp, type Http } from "./http";
import { createListener } from "./listener";
import { startRevocations } from "./revocations";
import { listen, stopListening } from "./server";
import { startTestHttp, type TestHttp } from "./test-http";
import { Line } from "./test-line";
import { TestVerifier } from "./test-verifier";

const payments = "shop/payments/payments-api";
let web: TestHttp;
let own: { id: string; secret: string };
let riley: Principal;
let grantId: string;
let count = 0;
const open: TestVerifier[] = [];

beforeAll(async () => {
  web = await startTestHttp();
  await publish(web.runtime);
  await publish(web.runtime, { ...ordersTrait, token: { audience: "urn:test:payments-api" } }, payments);
  own = await credentialOf(web.runtime);
});
afterAll(async () => {
  for (const verifier of open) verifier.cut();
  await web.stop();
});
beforeEach(async () => {
  riley = await engineer(web.runtime, `riley-${++count}`);
  grantId = await grantTo(web.runtime, riley);
});

async function connect(options: Parameters<typeof TestVerifier.connect>[2] = {}, url = web.url, by = own) {
  const verifier = await TestVerifier.connect(url, by, options);
  open.push(verifier);
  return verifier;
}
const revoke = () => revokeGrant(contextOf(web.runtime, riley), grantId, { reason: "done with it" });
const mint = () => issueServiceToken(contextOf(web.runtime, riley), { audience, grantId });
const identity = async (of = own): Promise<ServiceIdentity> => {
  const found = await authenticateService(web.runtime, of.id, of.secret);
  if (!found) throw new Error("the credential of the test is good");
  return found;
};

describe("GET /oauth/revocations", () => {
  it("asks for the service's credential", async () => {
    const bare = await fetch(`${web.url}/oauth/revocations`);
    expect(bare.status).toBe(401);
    expect(bare.headers.get("www-authenticate")).toContain("Basic");
    expect((await connect({}, web.url, { ...own, secret: "x".repeat(43) })).status).toBe(401);
  });

  it.each(["99", "15001", "0", "-5", "1e3", "abc"])("refuses a beat of %s", async (beat) => {
    expect((await connect({ beat })).status).toBe(400);
  });

  it("says hello and beats as often as it was asked to, by the clock of the database", async () => {
    const verifier = await connect();
    await verifier.until(() => verifier.of("beat").length >= 4);
    expect(verifier.retry).toBe(1000);
    expect(verifier.heard[0]).toMatchObject({ event: "hello", data: { beat: 100, at: expect.any(Number) } });
    const instants = verifier.heard.map(({ data }) => data.at as number);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(Math.abs((instants.at(-1) ?? 0) - Date.now())).toBeLessThan(2_000);
  });

  it("tells of a grant that ended, before the beat that is later than it", async () => {
    const verifier = await connect();
    await revoke();
    await verifier.until(() => verifier.of("revoked").length > 0);
    const [told] = verifier.of("revoked");
    expect(told).toMatchObject({ data: { grant: grantId, jti: null, reason: "given-back" } });
    expect(told?.id).toMatch(/^\d+$/);
    await verifier.caughtUp();
    const at = verifier.heard.findIndex(({ event }) => event === "revoked");
    const before = verifier.heard.slice(0, at).filter(({ event }) => event === "beat");
    for (const beat of before) expect(beat.data.at).toBeLessThanOrEqual(told?.data.at + 1);
  });

  it("tells of one token", async () => {
    const verifier = await connect();
    const { token, jti } = await mint();
    await revokeToken(web.runtime, { service: await identity() }, token, "test");
    await verifier.until(() => verifier.of("revoked").length > 0);
    expect(verifier.of("revoked")[0]?.data).toMatchObject({ grant: null, jti, reason: "token-revoked" });
  });

  it("tells a service nothing of another one", async () => {
    const foreign = await connect({}, web.url, await credentialOf(web.runtime, payments));
    const verifier = await connect();
    await revoke();
    await verifier.until(() => verifier.of("revoked").length > 0);
    await foreign.caughtUp();
    expect(foreign.of("revoked")).toEqual([]);
    const again = await connect({ lastId: "0" }, web.url, await credentialOf(web.runtime, payments));
    await again.caughtUp();
    expect(again.of("revoked")).toEqual([]);
  });

  it("ends when the credential is revoked, and not before", async () => {
    const other = await credentialOf(web.runtime);
    const [ending, staying] = [await connect({}, web.url, other), await connect()];
    await ending.caughtUp();
    const owner = await engineer(web.runtime, "olivia");
    await web.runtime.pool.query("update principal set groups = $2 where id = $1", [
      owner.id,
      ["group:default/orders-team"],
    ]);
    await revokeCredential(
      contextOf(web.runtime, { ...owner, groups: ["group:default/orders-team"] }),
      ref,
      other.id,
    );
    await ending.until(() => ending.ended);
    await staying.caughtUp();
    expect(staying.ended).toBe(false);
    expect((await connect({}, web.url, other)).status).toBe(401);
  });
});

describe("a verifier that comes back", () => {
  it("hears what it missed, in another process as well", async () => {
    const first = await connect();
    await first.until(() => first.heard.length > 0);
    first.cut();
    await revoke();
    const second = await startProcess(web.runtime.config.databaseUrl);
    const back = await connect({ lastId: first.lastId }, second.url);
    await back.until(() => back.of("revoked").some(({ data }) => data.grant === grantId));
    expect(back.of("reset")).toEqual([]);
    await second.stop();
  });

  it.each(["999999999999", "x", "-1", "01", "1".repeat(30)])(
    "is told to begin anew when nobody knows its id %s",
    async (lastId) => {
      const verifier = await connect({ lastId });
      await verifier.caughtUp();
      expect(verifier.of("reset")).toHaveLength(1);
      await revoke();
      await verifier.until(() => verifier.of("revoked").length > 0);
    },
  );

  it("misses none of 1,000, cut at random between two processes, whatever order they commit in", async () => {
    const jtis = Array.from({ length: 1_000 }, () => newId("tok"));
    await web.runtime.pool.query(
      `insert into issued_token (jti, kind, principal_id, grant_id, audience, scope, expires_at)
       select jti, 'service', $2, $3, 'urn:x', '', now() + interval '10 minutes' from unnest($1::text[]) as jti`,
      [jtis, riley.id, grantId],
    );
    const second = await startProcess(web.runtime.config.databaseUrl);
    const urls = [web.url, second.url];
    const heard = new Set<string>();
    let cuts = 0;
    let done = false;
    const listening = (async () => {
      let lastId: string | undefined;
      for (;;) {
        const last = done;
        const verifier = await connect({ lastId }, urls[cuts % 2]);
        if (last) await verifier.caughtUp();
        else await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
        verifier.cut();
        await verifier.until(() => verifier.ended);
        for (const { data } of verifier.of("revoked")) heard.add(data.jti);
        expect(verifier.of("reset")).toEqual([]);
        lastId = verifier.lastId;
        cuts += 1;
        if (last) return;
      }
    })();
    // Eight at a time, each in a transaction that stays open for a while after it has its position.
    const rest = [...jtis];
    const worker = async () => {
      for (let jti = rest.pop(); jti; jti = rest.pop()) {
        const client = await web.runtime.pool.connect();
        await client.query("begin");
        await client.query("update issued_token set revoked_at = now() where jti = $1", [jti]);
        await client.query("select pg_sleep($1)", [Math.random() * 0.03]);
        await client.query("commit");
        client.release();
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    done = true;
    await listening;
    expect(cuts).toBeGreaterThan(10);
    expect(jtis.filter((jti) => !heard.has(jti))).toEqual([]);
    await second.stop();
  }, 60_000);

  it("hears what the process missed while its connection was away", async () => {
    const verifier = await connect();
    await verifier.caughtUp();
    await web.asOwner(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ~* 'listen|pg_notify' and pid <> pg_backend_pid()",
    );
    await revoke();
    await verifier.until(() => verifier.of("revoked").length > 0);
    await verifier.caughtUp();
    expect(verifier.ended).toBe(false);
  });
});

it("sends no beat while the database is frozen, and all that was missed before the next", async () => {
  const line = new Line();
  await line.open(new URL(inject("databaseUrl")));
  const through = new URL(web.runtime.config.databaseUrl);
  through.hostname = "127.0.0.1";
  through.port = String(line.port);
  const frozen = await startProcess(through.toString());
  const verifier = await connect({}, frozen.url);
  await verifier.caughtUp();
  line.freeze(true);
  const beats = verifier.of("beat").length;
  await revoke();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  // One may have been on its way.
  expect(verifier.of("beat").length - beats).toBeLessThanOrEqual(1);
  expect(verifier.of("revoked")).toEqual([]);
  line.freeze(false);
  await verifier.until(() => verifier.of("revoked").length > 0);
  await verifier.caughtUp();
  const told = verifier.heard.findIndex(({ event }) => event === "revoked");
  const late = verifier.heard.slice(0, told).filter(({ event }) => event === "beat");
  const at = verifier.heard[told]?.data.at;
  for (const beat of late) expect(beat.data.at).toBeLessThanOrEqual(at + 1);
  await frozen.stop();
  line.cut();
});

describe("a process", () => {
  it("bears so many streams of one credential and no more", async () => {
    const revocations = await startRevocations(web.runtime, { perCredential: 2 });
    const service = await identity();
    await revocations.stream(service, 100, null);
    const second = await revocations.stream(service, 100, null);
    await expect(revocations.stream(service, 100, null)).rejects.toMatchObject({ code: "too-many-requests" });
    await second.body?.cancel();
    await revocations.stream(service, 100, null);
    revocations.end();
    await expect(revocations.stream(service, 100, null)).rejects.toMatchObject({ code: "unavailable" });
    await revocations.close();
  });

  it("lets go of a verifier that does not read", async () => {
    const revocations = await startRevocations(web.runtime);
    await revocations.stream(await identity(), 100, null);
    expect(revocations.open()).toBe(1);
    await web.asOwner(
      `do $$ begin perform pg_notify('daypass_revocation', json_build_object('position', n::text, 'at', 0, 'serviceId', s.id,
        'grantId', null, 'jti', repeat('x', 1000), 'reason', 'revoked')::text)
       from generate_series(1, 1200) as n, service s where s.ref = '${ref}'; end $$`,
    );
    for (const deadline = performance.now() + 5_000; revocations.open() > 0 && performance.now() < deadline; )
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(revocations.open()).toBe(0);
    await revocations.close();
  });

  it("ends its streams when it stops", async () => {
    const second = await startProcess(web.runtime.config.databaseUrl);
    const verifier = await connect({}, second.url);
    await verifier.caughtUp();
    await second.stop();
    await verifier.until(() => verifier.ended);
  });
});

/** One more process on the same database. */
async function startProcess(databaseUrl: string) {
  const runtime: Runtime = createRuntime({ ...web.runtime.config, databaseUrl }, { logLevel: "silent" });
  const http: Http = await createHttp(runtime);
  const server = await listen(createListener(runtime, http, null), 0);
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async stop() {
      http.drain();
      await stopListening(server, 1_000);
      await http.close();
      await closeRuntime(runtime);
    },
  };
}
