import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { declare, signIn } from "@/lib/db/test-world";
import { type Caller, startTestHttp, type TestHttp } from "./test-http";

let web: TestHttp;
let riley: Caller;

beforeAll(async () => {
  web = await startTestHttp();
  await declare(web.runtime);
  riley = await web.browser(await signIn(web.runtime, "riley", ["engineering"]));
});
afterAll(() => web.stop());

const ask = {
  service: "shop/orders/orders-api",
  role: "reader",
  environment: "staging",
  durationSeconds: 600,
  justification: "look",
};
const cursorOf = (...keys: string[]) => Buffer.from(JSON.stringify(keys)).toString("base64url");

describe("a body", () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    riley("POST", "/api/v1/requests", body, headers);

  it.each([
    ["nothing", "", 400],
    ["no JSON", "{", 400],
    ["a list", "[]", 422],
    ["a word", '"ask"', 422],
    ["null", "null", 422],
    ["a field too many", JSON.stringify({ ...ask, admin: true }), 422],
    ["a prototype", JSON.stringify(ask).replace("{", '{"__proto__":{"admin":true},'), 422],
    ["another type", JSON.stringify({ ...ask, durationSeconds: "600" }), 422],
    ["half a second", JSON.stringify({ ...ask, durationSeconds: 0.5 }), 422],
    ["a number without end", JSON.stringify(ask).replace("600", "1e999"), 422],
    ["a negative number", JSON.stringify({ ...ask, durationSeconds: -1 }), 422],
    ["a NUL", JSON.stringify({ ...ask, justification: "a\u0000b" }), 422],
    ["half a character", '{"justification":"\\ud800"}', 422],
    ["an instant that is none", JSON.stringify({ ...ask, startsAt: "tomorrow" }), 422],
    ["a role that is a method", JSON.stringify({ ...ask, role: "constructor" }), 422],
    ["a service that is none", JSON.stringify({ ...ask, service: "a/b/c" }), 404],
  ])("of %s is refused in words", async (_, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ status, type: "about:blank", code: expect.any(String) });
    expect(answer.body.detail.length).toBeGreaterThan(10);
    expect(answer.body.requestId).toBe(answer.headers.get("x-request-id"));
    if (status === 422) expect(answer.body.errors[0]).toMatchObject({ message: expect.any(String) });
  });

  it("of another type is 415", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
      expect((await post("{}", { "content-type": type })).status).toBe(415);
    expect(
      (await post(JSON.stringify({}), { "content-type": "Application/JSON; charset=utf-8" })).status,
    ).toBe(422);
  });

  it("over 1 MiB is 413, whether it says so or not", async () => {
    const large = JSON.stringify({ ...ask, justification: "x".repeat(1024 * 1024) });
    expect(await post(large)).toMatchObject({ status: 413, body: { code: "payload-too-large" } });
    const unsaid = await fetch(`${web.url}/api/v1/requests`, {
      method: "POST",
      body: new Blob([large]).stream(),
      ...{ duplex: "half" },
    });
    expect(unsaid.status).toBe(413);
  });

  it("where none belongs is refused", async () => {
    const made = await riley("POST", "/api/v1/requests", ask);
    const path = `/api/v1/requests/${made.body.id}/cancellation`;
    expect((await riley("POST", path, { force: true })).status).toBe(422);
    expect((await riley("POST", path, {})).body).toMatchObject({ status: "cancelled" });
    expect((await riley("POST", path)).status).toBe(409);
  });
});

describe("an id", () => {
  it.each([
    "x",
    "req_",
    "req_00000000000000000000000000",
    "%00",
    "%ff",
    "..%2f..",
    "'%20or%201=1",
    "x".repeat(2000),
    "🙂",
  ])("like %s is not there", async (id) => {
    for (const noun of ["requests", "grants", "services", "audit"])
      expect((await riley("GET", `/api/v1/${noun}/${id}`)).status).toBe(404);
    expect((await riley("POST", `/api/v1/requests/${id}/cancellation`)).status).toBe(404);
  });
});

describe("a query", () => {
  it.each([
    "nonsense=1",
    "limit=0",
    "limit=201",
    "limit=x",
    "limit=1&limit=2",
    "mine=yes",
    "status=open",
    "cursor=x",
    "cursor=%00",
    `cursor=${"x".repeat(600)}`,
    `cursor=${cursorOf()}`,
    `cursor=${cursorOf("a", "b", "c")}`,
    `cursor=${cursorOf("a\u0000b")}`,
    `decidable=true&cursor=${cursorOf("no instant", "req_x")}`,
    `service=${"x".repeat(400)}`,
    "service=%00",
  ])("of %s is 422", async (query) => {
    const answer = await riley("GET", `/api/v1/requests?${query}`);
    expect(answer).toMatchObject({ status: 422, body: { code: "invalid-input" } });
  });
});

describe("declarations", () => {
  it("are read without being believed", async () => {
    const send = (body: string, type: string) =>
      riley("POST", "/api/v1/declarations/validate", body, { "content-type": type });
    expect(await send("kind: Application\n", "text/yaml")).toMatchObject({
      status: 200,
      body: { ok: false },
    });
    expect(await send(": : :\n\t- {", "application/yaml")).toMatchObject({
      status: 200,
      body: { ok: false },
    });
    expect((await send("x", "multipart/form-data; boundary=nothing")).status).toBe(400);
    expect((await send("{}", "application/json")).status).toBe(415);
    expect((await send("", "text/yaml")).status).toBe(200);
  });

  it("may be several files", async () => {
    const form = new FormData();
    form.append("files", new File(["apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n"], "map.yaml"));
    form.append("files", new File(["[1"], "broken.yaml"));
    const request = new Request(`${web.url}/`, { method: "POST", body: form });
    const answer = await riley("POST", "/api/v1/declarations/validate", await request.text(), {
      "content-type": request.headers.get("content-type") ?? "",
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      ok: false,
      documents: [
        { file: "map.yaml", kind: "v1/ConfigMap", verdict: "skipped" },
        { file: "broken.yaml", verdict: "error", messages: [{ line: expect.any(Number) }] },
      ],
    });
  });
});
