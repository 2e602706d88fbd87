import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declare, signIn } from "@/lib/db/test-world";
import { apiRoutes } from "./api/routes";
import type { Events } from "./events";
import { sampleCall } from "./test-call";
import { type Caller, callerOf, startTestHttp, type TestHttp } from "./test-http";

const routes = apiRoutes({} as Events);
const closed = routes.filter((route) => route.auth !== "none");

let web: TestHttp;
let nobody: Caller;
let stranger: Caller;
let stolen: Caller;

beforeAll(async () => {
  web = await startTestHttp();
  await declare(web.runtime);
  nobody = callerOf(web.url, {});
  const sam = await signIn(web.runtime, "stranger", ["finance"]);
  stranger = await web.program(sam);
  const gone = await signIn(web.runtime, "gone", ["engineering"]);
  await web.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [gone.id]);
  stolen = await web.browser(gone);
});
afterAll(() => web.stop());

const about = (route: (typeof routes)[number]) => `${route.method} ${route.path}`;

describe("without a sign-in", () => {
  it("only the description is open, and what proves itself by a signature", () => {
    expect(routes.filter((route) => route.auth === "none").map(about)).toEqual([
      "POST /api/v1/sources/{id}/push",
      "POST /integrations/slack/interactions",
      "GET /api/v1/openapi.json",
    ]);
  });

  it.each(closed)("$method $path answers 401, says how to sign in, and reads no input", async (route) => {
    const { path, body } = sampleCall(route);
    for (const sent of [body, "{not json"]) {
      const answer = await nobody(
        route.method,
        `${path}?nonsense=1`,
        route.method === "GET" ? undefined : sent,
      );
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ code: "unauthenticated", status: 401 });
      expect(answer.headers.get("www-authenticate")).toMatch(/^(Bearer|Basic) realm="daypass"/);
    }
  });

  it.each(closed)(
    "$method $path takes no token that is none, and no session of somebody deactivated",
    async (route) => {
      const { path, body } = sampleCall(route);
      for (const authorization of ["Bearer x", "Bearer ", "Basic eDp5", "Basic", "nonsense"])
        expect((await nobody(route.method, path, body, { authorization })).status).toBe(401);
      expect((await stolen(route.method, path, body)).status).toBe(401);
    },
  );
});

describe("a stranger", () => {
  // What everybody who is signed in may see or try: their own, the catalogue, and lists that come out empty.
  const everybodys = new Set([
    "GET /api/v1/me",
    "GET /api/v1/me/identity",
    "GET /api/v1/me/delegations",
    "GET /api/v1/notifications",
    "POST /api/v1/notifications/read",
    "GET /api/v1/me/notifications",
    "PUT /api/v1/me/notifications",
    "GET /api/v1/services",
    "GET /api/v1/requests",
    "GET /api/v1/grants",
    "GET /api/v1/reviews",
    "GET /api/v1/proposals",
    "GET /api/v1/stand-ins",
    "POST /api/v1/stand-ins",
    "GET /api/v1/audit",
    "GET /api/v1/audit/count",
    "GET /api/v1/audit/export",
    "POST /api/v1/decisions",
    "POST /api/v1/declarations/validate",
    "GET /api/v1/events",
  ]);

  it.each(closed.filter((route) => !everybodys.has(about(route))))(
    "gets nothing from $method $path",
    async (route) => {
      const { path, body, headers } = sampleCall(route);
      const { status } = await stranger(route.method, path, body, headers);
      expect([401, 403, 404]).toContain(status);
    },
  );

  it("is refused every decision that is tried at once", async () => {
    const [each] = routes.filter(({ path }) => path === "/api/v1/decisions").map(sampleCall);
    expect((await stranger("POST", each?.path ?? "", each?.body)).body.results).toMatchObject([
      { request: null, problem: { status: 404, code: "not-found" } },
    ]);
  });

  it("sees empty lists", async () => {
    for (const path of ["/api/v1/requests", "/api/v1/grants", "/api/v1/reviews", "/api/v1/stand-ins"])
      expect((await stranger("GET", path)).body).toEqual({ items: [], nextCursor: null });
  });
});

describe("a path that is none", () => {
  it("is 404, and a method that is none is 405 with what there is", async () => {
    expect((await stranger("GET", "/api/v1/nothing")).body).toMatchObject({ code: "not-found" });
    for (const method of ["PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const answer = await stranger(method, "/api/v1/requests");
      expect(answer).toMatchObject({ status: 405, body: { code: "method-not-allowed" } });
      expect(answer.headers.get("allow")).toBe("POST, GET");
    }
  });
});
