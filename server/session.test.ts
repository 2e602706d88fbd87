import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declare, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { sessionCookieName, sessionSecret } from "@/lib/principals/session";
import { callerOf, sessionCookie, startTestHttp, type TestHttp } from "./test-http";

let web: TestHttp;
let riley: Principal;
let cookie: string;

beforeAll(async () => {
  web = await startTestHttp();
  await declare(web.runtime);
  riley = await signIn(web.runtime, "riley", ["engineering"]);
  cookie = await sessionCookie(web.runtime.config, riley);
});
afterAll(() => web.stop());

const me = async (headers: Record<string, string>) =>
  (await callerOf(web.url, headers)("GET", "/api/v1/me")).status;

describe("a session cookie", () => {
  it("is who its principal is, among other cookies", async () => {
    expect(await me({ cookie: `other=1; ${cookie}; last=x` })).toBe(200);
  });

  it("counts for nothing when it is another one's, expired, or changed", async () => {
    const name = sessionCookieName(web.runtime.config);
    const secret = sessionSecret(web.runtime.config);
    const sealed = async (token: object, maxAge = 60, key = secret) =>
      `${name}=${await encode({ token: { ...token }, secret: key, maxAge })}`;
    expect(await me({ cookie: await sealed({ principalId: riley.id }) })).toBe(200);
    for (const bad of [
      await sealed({ principalId: riley.id }, -60),
      await sealed({ principalId: riley.id }, 60, web.runtime.config.secret),
      await sealed({ principalId: "prn_nobody" }),
      await sealed({ sub: riley.id }),
      await sealed({ principalId: { id: riley.id } }),
      `${cookie.slice(0, -2)}xx`,
      `${name}=${riley.id}`,
      `__Secure-${cookie}`,
    ])
      expect(await me({ cookie: bad }), bad).toBe(401);
  });

  it("ends the moment its principal is deactivated", async () => {
    const leaver = await signIn(web.runtime, "leaver", []);
    const session = { cookie: await sessionCookie(web.runtime.config, leaver) };
    expect(await me(session)).toBe(200);
    await web.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [leaver.id]);
    expect(await me(session)).toBe(401);
  });
});

describe("a read with a session", () => {
  it("is for our own pages, for the address bar, and for nobody else's pages", async () => {
    expect(await me({ cookie, "sec-fetch-site": "same-origin" })).toBe(200);
    expect(await me({ cookie, "sec-fetch-site": "none" })).toBe(200);
    expect(await me({ cookie, "sec-fetch-site": "same-site" })).toBe(403);
    expect(await me({ cookie, "sec-fetch-site": "cross-site" })).toBe(403);
  });
});

describe("a write with a session", () => {
  const body = {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
    durationSeconds: 600,
    justification: "look",
  };
  const write = (headers: Record<string, string>, sent: unknown = body) =>
    callerOf(web.url, { cookie })("POST", "/api/v1/requests", sent, headers);
  const { origin } = new URL("http://localhost:3000");

  it.each([
    ["no origin", {}],
    ["another origin", { origin: "https://evil.example" }],
    ["a port more", { origin: "http://localhost:3001" }],
    ["a name that begins like ours", { origin: "http://localhost:3000.evil.example" }],
    ["an opaque origin", { origin: "null" }],
    ["another site, says the browser", { origin, "sec-fetch-site": "cross-site" }],
    ["a sister site, says the browser", { origin, "sec-fetch-site": "same-site" }],
  ])("from %s changes nothing", async (_, headers) => {
    expect(await write(headers)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    const { rows } = await web.runtime.pool.query("select 1 from access_request");
    expect(rows).toEqual([]);
  });

  it("as a plain form sends it changes nothing", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
      expect((await write({ origin, "content-type": type })).status).toBe(415);
  });

  it("from our own pages is one", async () => {
    expect((await write({ origin, "sec-fetch-site": "same-origin" })).status).toBe(201);
  });
});
