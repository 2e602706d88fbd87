import { Ajv2020 } from "ajv/dist/2020";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHttp, type TestHttp } from "./test-http";

let web: TestHttp;

beforeAll(async () => {
  web = await startTestHttp();
});
afterAll(() => web.stop());

const get = (path: string, init: RequestInit = {}) => fetch(`${web.url}${path}`, init);

describe.each(["access", "application"])("GET /schemas/%s.json", (name) => {
  const path = `/schemas/${name}.json`;

  it("is for everybody, under the address of this server, and any cache may keep it", async () => {
    const answer = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/schema+json");
    expect(answer.headers.get("cache-control")).toBe("public, max-age=3600");
    const schema = await answer.json();
    expect(schema.$id).toBe(`${web.runtime.config.baseUrl}${path}`);
    expect(new Ajv2020({ strict: false }).compile(schema)({})).toBe(name === "application");
  });

  it("is not sent again to whoever has it", async () => {
    const etag = (await get(path)).headers.get("etag") ?? "";
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const answer = await get(path, { headers: { "if-none-match": known } });
      expect(answer.status).toBe(304);
      expect(answer.headers.get("etag")).toBe(etag);
      expect(await answer.text()).toBe("");
    }
    expect((await get(path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    const { status, headers } = await get(path, { method: "HEAD" });
    expect([status, headers.get("etag")]).toEqual([200, etag]);
  });
});

it("there is no other schema, and nothing to write", async () => {
  for (const path of ["/schemas", "/schemas/", "/schemas/daypass.json", "/schemas/..%2faccess.json"])
    expect((await get(path)).status).toBe(404);
  expect((await get("/schemas/access.json", { method: "POST" })).status).toBe(404);
});
