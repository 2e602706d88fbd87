import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VerifierOptions } from "./options.js";
import { type FakeIssuer, startFakeIssuer } from "./testing/index.js";
import { createVerifier, type Verifier } from "./verifier.js";

let issuer: FakeIssuer;
let verifier: Verifier;
const start = (options: Partial<VerifierOptions> = {}) => {
  verifier = createVerifier({ ...issuer.options, freshness: "status-list", ...options });
};
beforeEach(async () => {
  issuer = await startFakeIssuer();
  start();
});
afterEach(async () => {
  await verifier.close();
  await issuer.close();
});
const call = (token: string) => ({
  authorization: [`Bearer ${token}`],
  method: "GET",
  url: "https://orders.example/orders?secret=1",
});
const mayRefund = { scopes: ["orders:refund"] };

describe("what was refused", () => {
  it("is told, in one go, and says whose token it was only where that is certain", async () => {
    await verifier.authorize(call(issuer.mint({ jti: "tok_1" })), mayRefund);
    await verifier.authorize(call(issuer.mint({ jti: "tok_2", aud: "other" })));
    await verifier.authorize(call("garbage"));
    await verifier.authorize({ authorization: [] });
    await verifier.close();
    expect(issuer.state.reports.assertions).toEqual([
      expect.objectContaining({
        service: "shop/orders/orders-api",
        environment: "staging",
        reason: "missing-scope",
        jti: "tok_1",
        subject: "prn_riley",
        scopeRequired: ["orders:refund"],
        method: "GET",
        path: "/orders",
      }),
      expect.objectContaining({ reason: "wrong-audience", jti: "tok_2" }),
      expect.objectContaining({ reason: "malformed-token", jti: null, subject: null }),
    ]);
  });

  it("is told within two seconds without anybody asking", async () => {
    await verifier.authorize(call("garbage"));
    await expect.poll(() => issuer.state.reports.assertions.length, { timeout: 3_000 }).toBe(1);
  });

  it("is kept while Daypass does not take it, up to a thousand, and given up when it is refused", async () => {
    issuer.state.reports.status = 503;
    for (let i = 0; i < 1_100; i++) await verifier.authorize(call("garbage"));
    await verifier.close();
    issuer.state.reports.status = 202;
    for (let i = 0; i < 11; i++) await verifier.close();
    expect(issuer.state.reports.assertions).toHaveLength(1_000);
    issuer.state.reports.status = 422;
    await verifier.authorize(call("garbage"));
    await verifier.close();
    issuer.state.reports.status = 202;
    await verifier.close();
    expect(issuer.state.reports.assertions).toHaveLength(1_000);
  });

  it("is not told where nobody wants to hear it, or no name of a service is known", async () => {
    for (const options of [{ reporting: false }, { service: undefined }]) {
      start(options);
      await verifier.authorize(call("garbage"));
      await verifier.close();
    }
    expect(issuer.state.reports.assertions).toEqual([]);
  });
});

describe("receipts", () => {
  it("count the uses of a grant", async () => {
    const token = issuer.mint();
    for (let i = 0; i < 3; i++) await verifier.authorize(call(token));
    await verifier.authorize(call(token), mayRefund);
    await verifier.close();
    expect(issuer.state.reports.usage).toEqual([
      { grantId: "grt_1", count: 3, firstAt: expect.any(String), lastAt: expect.any(String) },
    ]);
    await verifier.close();
    expect(issuer.state.reports.usage, "each use once").toHaveLength(1);
  });

  it("whose answer was lost are sent again as they were, under the same key, and the newer ones under another", async () => {
    const sent: { key: string | null; counts: number[] }[] = [];
    let isLost = true;
    start({
      fetch: async (url, init) => {
        const answer = await fetch(url, init);
        if (!String(url).endsWith("/api/v1/usage")) return answer;
        const { items } = JSON.parse(String(init?.body));
        sent.push({
          key: new Headers(init?.headers).get("idempotency-key"),
          counts: items.map((item: { count: number }) => item.count),
        });
        if (isLost) throw new TypeError("the connection broke");
        return answer;
      },
    });
    const token = issuer.mint();
    await verifier.authorize(call(token));
    await verifier.close();
    for (let i = 0; i < 2; i++) await verifier.authorize(call(token));
    isLost = false;
    await verifier.close();
    expect(sent.map(({ counts }) => counts)).toEqual([[1], [1], [2]]);
    const [first, again, newer] = sent.map(({ key }) => key);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(again).toBe(first);
    expect(newer).not.toBe(first);
  });

  it("of what goes on being used are sent once at a time, however busy the service is", async () => {
    const sent: string[] = [];
    start({
      fetch: async (url, init) => {
        if (!String(url).endsWith("/api/v1/usage")) return fetch(url, init);
        sent.push(String(init?.body));
        if (sent.length < 20) await verifier.authorize(call(token));
        return fetch(url, init);
      },
    });
    const token = issuer.mint();
    await verifier.authorize(call(token));
    await verifier.close();
    expect(sent).toHaveLength(1);
    await verifier.close();
    expect(sent).toHaveLength(2);
  });
});

it("a credential that Daypass does not take is said once, without its secret", async () => {
  const said = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  await verifier.close();
  start({ freshness: "push", clientSecret: "a-wrong-secret" });
  for (const jti of ["tok_1", "tok_2"]) await verifier.authorize(call(issuer.mint({ jti })), mayRefund);
  await verifier.close();
  expect(said.mock.calls).toEqual([
    [expect.stringContaining(`the credential ${issuer.options.clientId}`), expect.anything()],
  ]);
  expect(String(said.mock.calls)).not.toContain("a-wrong-secret");
  said.mockRestore();
});
