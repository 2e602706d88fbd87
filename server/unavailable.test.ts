import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { declare, signIn } from "@/lib/db/test-world";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/runtime/runtime";
import { createHttp, type Http } from "./http";
import { createListener } from "./listener";
import { listen, stopListening } from "./server";
import { type Caller, callerOf, sessionCookie } from "./test-http";
import { Line } from "./test-line";

let database: TestDatabase;
let runtime: Runtime;
let http: Http;
let close: () => Promise<void>;
let browser: Caller;
let url: string;
const line = new Line();
const target = () => new URL(inject("databaseUrl"));

beforeAll(async () => {
  database = await createTestDatabase();
  await declare(database.runtime);
  const riley = await signIn(database.runtime, "riley", ["engineering"]);
  await line.open(target());
  const databaseUrl = new URL(database.ownerUrl);
  databaseUrl.hostname = "127.0.0.1";
  databaseUrl.port = String(line.port);
  runtime = createRuntime(
    { ...database.runtime.config, databaseUrl: databaseUrl.toString() },
    { logLevel: "silent" },
  );
  http = await createHttp(runtime);
  const pages = async (_: unknown, outgoing: { end(text: string): void }) => outgoing.end("the page");
  const server = await listen(createListener(runtime, http, pages), 0);
  const address = server.address();
  url = `http://localhost:${typeof address === "object" && address ? address.port : 0}`;
  close = () => stopListening(server, 1_000);
  browser = callerOf(url, {
    cookie: await sessionCookie(runtime.config, riley),
    origin: runtime.config.baseUrl,
  });
});
afterAll(async () => {
  http.drain();
  await close();
  await http.close();
  await closeRuntime(runtime);
  line.cut();
  await database.drop();
});

const page = () => fetch(`${url}/`, { headers: { accept: "text/html" } });
const ask = () =>
  browser("POST", "/api/v1/requests", {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
    durationSeconds: 600,
    justification: "look",
  });

describe("while the database is away", () => {
  it("says so to people and programs, stays alive, and comes back by itself with nothing lost", async () => {
    expect(await (await page()).text()).toBe("the page");
    line.cut();
    // The verdict is kept for half a second.
    await expect.poll(async () => (await page()).status, { timeout: 5_000 }).toBe(503);
    const away = await page();
    expect(await away.text()).toContain("back in a moment");
    expect(away.headers.get("retry-after")).toBe("3");

    const refused = await ask();
    expect(refused).toMatchObject({ status: 503, body: { code: "unavailable" } });
    expect(refused.headers.get("retry-after")).toBe("1");
    expect(await browser("GET", "/readyz")).toMatchObject({
      status: 503,
      body: { status: "not-ready", problems: ["the database does not answer"] },
    });
    expect((await browser("GET", "/healthz")).status).toBe(200);
    expect((await browser("GET", "/metrics")).body).toMatch(/^daypass_overdue_grants nan$/im);

    await line.open(target());
    await expect.poll(async () => (await page()).status, { timeout: 5_000 }).toBe(200);
    const asked = await ask();
    expect(asked).toMatchObject({ status: 201, body: { status: "pending" } });
    expect((await browser("GET", "/api/v1/requests")).body.items).toHaveLength(1);
  });

  it("does not wait for ever when it hangs", async () => {
    const within = async (ms: number, call: () => Promise<{ status: number }>) => {
      const from = performance.now();
      const { status } = await call();
      return { status, inTime: performance.now() - from < ms };
    };
    await new Promise((resolve) => setTimeout(resolve, 600));
    line.freeze(true);
    const late = { status: 503, inTime: true };
    const answers = await Promise.all([
      within(3_000, page),
      within(3_000, () => browser("GET", "/readyz")),
      within(8_000, () => browser("GET", "/api/v1/me")),
      within(15_000, ask),
    ]);
    expect(answers).toEqual([late, late, late, late]);
    line.freeze(false);
    await expect.poll(async () => (await page()).status, { timeout: 8_000 }).toBe(200);
    expect((await browser("GET", "/api/v1/me")).status).toBe(200);
  }, 40_000);
});
