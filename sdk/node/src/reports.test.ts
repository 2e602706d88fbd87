import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VerifierOptions } from "./options.js";
import { Receipts } from "./receipts.js";
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

  it("that were not delivered are added to the next", () => {
    const receipts = new Receipts();
    receipts.add("grt_1", 2_000);
    const taken = receipts.take();
    receipts.add("grt_1", 3_000);
    receipts.putBack(taken);
    expect(receipts.take()).toEqual([
      {
        grantId: "grt_1",
        firstAt: new Date(2_000).toISOString(),
        lastAt: new Date(3_000).toISOString(),
        count: 2,
      },
    ]);
    expect(receipts.take()).toEqual([]);
  });
});
