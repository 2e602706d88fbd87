import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { protect, protectFetch } from "./protect.js";
import { type FakeIssuer, startFakeIssuer } from "./testing/index.js";
import { createVerifier } from "./verifier.js";

let issuer: FakeIssuer;
let service: ReturnType<typeof createServer>;
let port: number;

beforeAll(async () => {
  issuer = await startFakeIssuer();
  const mayRead = protect(
    createVerifier({ ...issuer.options, freshness: "introspection", reporting: false }),
    { scopes: ["orders:read"] },
  );
  service = createServer(async (req, res) => {
    const access = await mayRead(req, res);
    if (access) res.end(access.subject);
  });
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  port = (service.address() as AddressInfo).port;
});
afterAll(async () => {
  await issuer.close();
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
});

interface Answer {
  status: number | undefined;
  challenge: string | undefined;
  type: string | undefined;
  body: string;
}

/** Raw, because fetch would tidy the headers up. */
const call = (headers: string[], path = "/") =>
  new Promise<Answer>((resolve, reject) => {
    request({ port, host: "127.0.0.1", path, headers: ["Host", "x", ...headers] }, async (res) => {
      let body = "";
      for await (const part of res) body += part;
      resolve({
        status: res.statusCode,
        challenge: res.headers["www-authenticate"],
        type: res.headers["content-type"],
        body,
      });
    })
      .on("error", reject)
      .end();
  });

describe("protect", () => {
  it("lets a good call through", async () => {
    expect(await call(["Authorization", `Bearer ${issuer.mint()}`])).toMatchObject({
      status: 200,
      body: "prn_riley",
    });
    expect(await call(["authorization", `bearer ${issuer.mint()}`])).toMatchObject({ status: 200 });
  });

  const token = () => issuer.mint();
  it.each<[string, () => string[], number, string]>([
    ["no header", () => [], 401, "no-token"],
    ["another scheme", () => ["Authorization", "Basic YTpi"], 400, "malformed-request"],
    ["two spaces", () => ["Authorization", `Bearer  ${token()}`], 400, "malformed-request"],
    [
      "two tokens in one header",
      () => ["Authorization", `Bearer ${token()}, Bearer ${token()}`],
      400,
      "malformed-request",
    ],
    [
      "two headers",
      () => ["Authorization", `Bearer ${token()}`, "Authorization", `Bearer ${token()}`],
      400,
      "malformed-request",
    ],
    ["garbage", () => ["Authorization", "Bearer x"], 401, "malformed-token"],
    [
      "too little",
      () => ["Authorization", `Bearer ${issuer.mint({ scope: "orders:list" })}`],
      403,
      "missing-scope",
    ],
  ])("refuses %s", async (_what, headers, status, reason) => {
    const answer = await call(headers());
    expect(answer).toMatchObject({ status, type: "application/problem+json" });
    expect(answer.challenge).toMatch(/^Bearer realm="urn:demo:orders-api".* scope="orders:read"/);
    expect(JSON.parse(answer.body)).toMatchObject({
      status,
      reason,
      request_access_uri: expect.stringContaining(`${issuer.url}/ask?`),
    });
  });

  it("does not look for a token in the address", async () => {
    expect(await call([], `/?access_token=${token()}`)).toMatchObject({ status: 401 });
  });

  it("says that it cannot check, when it cannot", async () => {
    issuer.state.introspection = "fails";
    const answer = await call(["Authorization", `Bearer ${token()}`]);
    issuer.state.introspection = "works";
    expect(answer).toMatchObject({ status: 503, challenge: undefined });
  });
});

describe("protectFetch", () => {
  it("gives the token, or the Response that refuses", async () => {
    const guard = protectFetch(
      createVerifier({ ...issuer.options, freshness: "introspection", reporting: false }),
      { scopes: ["orders:read"] },
    );
    const good = await guard(
      new Request("http://x/", { headers: { authorization: `Bearer ${issuer.mint()}` } }),
    );
    expect(good).toMatchObject({ subject: "prn_riley" });
    const bad = await guard(new Request("http://x/"));
    expect(bad).toBeInstanceOf(Response);
    expect(bad).toMatchObject({ status: 401 });
  });
});
