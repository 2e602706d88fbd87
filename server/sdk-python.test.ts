import { type ChildProcess, spawn } from "node:child_process";
import net, { type AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contextOf } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { audience, credentialOf, engineer, grantTo, publish, ref } from "@/lib/tokens/test-tokens";
import { findPython, pythonEnvironment } from "../sdk/python/test-python";
import { startTestHttp, type TestHttp } from "./test-http";

/** How long the grant of the loop is; the whole minute is gone through by hand. */
const loopSeconds = Number(process.env.DAYPASS_LOOP_SECONDS ?? 4);
const python = findPython();

describe.skipIf(python === null)("the FastAPI example beside Daypass [needs python3-fastapi]", () => {
  let web: TestHttp;
  let door: net.Server;
  let service: ChildProcess;
  let url: string;
  let riley: Principal;

  beforeAll(async () => {
    // Daypass learns its address before it listens, so something else listens there and passes on.
    door = net.createServer((from) => {
      const to = net.connect(Number(new URL(web.url).port), "localhost");
      from.pipe(to).pipe(from);
      from.on("error", () => to.destroy());
      to.on("error", () => from.destroy());
    });
    await new Promise<void>((resolve) => door.listen(0, "localhost", resolve));
    web = await startTestHttp({ baseUrl: `http://localhost:${(door.address() as AddressInfo).port}` });
    await publish(web.runtime);
    riley = await engineer(web.runtime, "riley");
    const { id, secret } = await credentialOf(web.runtime);
    service = spawn(python ?? "", ["-m", "uvicorn", "main:app", "--port", "0", "--no-access-log"], {
      cwd: path.join(import.meta.dirname, "..", "examples", "orders-fastapi"),
      env: {
        ...pythonEnvironment,
        DAYPASS_URL: web.runtime.config.baseUrl,
        DAYPASS_AUDIENCE: audience,
        DAYPASS_SERVICE: ref,
        DAYPASS_CLIENT_ID: id,
        DAYPASS_CLIENT_SECRET: secret,
      },
    });
    url = await addressOf(service);
  });
  afterAll(async () => {
    await stop();
    await web?.stop();
    door?.close();
  });

  async function stop() {
    if (!service || service.exitCode !== null || service.signalCode !== null) return;
    const ended = new Promise((resolve) => service.once("exit", resolve));
    service.kill("SIGTERM");
    await ended;
  }
  const mint = async (grantId: string) =>
    (await issueServiceToken(contextOf(web.runtime, riley), { audience, grantId })).token;
  const call = (token: string, where = "/orders", init: RequestInit = {}) =>
    fetch(`${url}${where}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  const statusOf = async (token: string) => (await call(token)).status;

  it("says what is wrong, and where to ask", async () => {
    const refused = await fetch(`${url}/orders`);
    expect(refused.status).toBe(401);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(await refused.json()).toMatchObject({ reason: "no-token", scope: "orders:read" });
    const token = await mint(await grantTo(web.runtime, riley));
    expect(await (await call(token)).json()).toMatchObject({ environment: "staging" });
    const refund = await call(token, "/orders/1001/refunds", {
      method: "POST",
      body: '{"amount": 1}',
      headers: { "content-type": "application/json" },
    });
    expect(refund.status).toBe(403);
    expect(refund.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
    const described = await fetch(`${url}/.well-known/oauth-protected-resource`);
    expect((await described.json()).authorization_servers).toEqual([web.runtime.config.baseUrl]);
  });

  it("accepts until a grant's last moment, and refuses the first check after it", {
    timeout: 90_000,
  }, async () => {
    const grantId = await grantTo(web.runtime, riley, { seconds: loopSeconds });
    const { rows } = await web.runtime.pool.query<{ ends: Date }>(
      "select date_trunc('second', ends_at) as ends from access_grant where id = $1",
      [grantId],
    );
    const ends = rows[0]?.ends.getTime() ?? 0;
    const token = await mint(grantId);
    let lastAccepted = 0;
    let firstRefused = 0;
    let acceptedAfterwards = 0;
    while (Date.now() < ends + 500) {
      const at = Date.now();
      if ((await statusOf(token)) === 200) {
        lastAccepted = at;
        if (firstRefused) acceptedAfterwards += 1;
      } else firstRefused ||= at;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(lastAccepted).toBeGreaterThan(ends - 500);
    expect(lastAccepted).toBeLessThan(ends);
    expect(firstRefused).toBeGreaterThan(ends - 100);
    expect(firstRefused - lastAccepted, "within one check").toBeLessThan(400);
    expect(acceptedAfterwards).toBe(0);
  });

  it("refuses within a second after access was revoked", async () => {
    for (let round = 0; round < 3; round++) {
      const grantId = await grantTo(web.runtime, riley);
      const token = await mint(grantId);
      await expect.poll(() => statusOf(token)).toBe(200);
      await revokeGrant(contextOf(web.runtime, riley), grantId, { reason: "done with it" });
      const revokedAt = performance.now();
      while ((await statusOf(token)) === 200) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(performance.now() - revokedAt).toBeLessThan(1_000);
      expect(await (await call(token)).json()).toMatchObject({ reason: "revoked" });
    }
  });

  it("has told what it refused when it was stopped", async () => {
    await stop();
    const { rows } = await web.runtime.pool.query(
      "select distinct entry::jsonb -> 'detail' ->> 'reason' as reason from audit_event where action = 'assertion.failed' order by 1",
    );
    expect(rows.map(({ reason }) => reason)).toEqual(["expired", "missing-scope", "revoked"]);
  });
});

/** Where a service listens, once it says so. */
function addressOf(service: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    service.stderr?.on("data", (data) => {
      said += data;
      const [, found] = /running on (http:\/\/127\.0\.0\.1:\d+)/.exec(said) ?? [];
      if (found) resolve(found);
    });
    service.once("exit", () => reject(new Error(said)));
  });
}
