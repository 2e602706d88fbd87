import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf } from "@/lib/db/test-world";
import { getGrant } from "@/lib/grants/queries";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { engineer, grantTo, publish, ref } from "@/lib/tokens/test-tokens";
import { reportUsage } from "./report-usage";

let db: TestDatabase;
let riley: Principal;
let own: { serviceId: string };
let foreign: { serviceId: string };
let grantId: string;
let count = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  own = { serviceId: (await publish(db.runtime)).id };
  foreign = { serviceId: (await publish(db.runtime, undefined, "shop/payments/payments-api")).id };
});
afterAll(() => db.drop());
beforeEach(async () => {
  riley = await engineer(db.runtime, `riley-${++count}`);
  grantId = await grantTo(db.runtime, riley);
});

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const item = (over: object = {}) => ({ grantId, firstAt: ago(5), lastAt: ago(0), count: 3, ...over });
const report = (items: unknown[], service = own) =>
  reportUsage(systemContext(db.runtime, "orders"), service, { items });
const useOf = async (id = grantId) => (await getGrant(contextOf(db.runtime, riley), id)).use;

describe("reportUsage", () => {
  it.each<[string, () => unknown[]]>([
    ["nothing", () => []],
    ["more than 500", () => Array(501).fill(item())],
    ["no call", () => [item({ count: 0 })]],
    ["half a call", () => [item({ count: 1.5 })]],
    ["no instant", () => [item({ firstAt: "yesterday" })]],
    ["an end before the beginning", () => [item({ lastAt: ago(60_000) })]],
    ["something more", () => [item({ principal: "prn_x" })]],
  ])("refuses %s", async (_what, items) => {
    await expect(report(items())).rejects.toMatchObject({ code: "invalid-input" });
    expect(await useOf()).toBeNull();
  });

  it("passes over grants of others and unknown ones alike", async () => {
    expect(await report([item()], foreign)).toEqual({ recorded: 0 });
    expect(await report([item({ grantId: "grt_unknown" })])).toEqual({ recorded: 0 });
    expect(await useOf()).toBeNull();
    expect(await report([item(), item({ grantId: "grt_unknown" })])).toEqual({ recorded: 1 });
  });

  it("passes over a grant that has not begun", async () => {
    const asked = await createRequest(contextOf(db.runtime, riley), {
      service: ref,
      role: "reader",
      environment: "production",
      startsAt: ago(-600_000),
      durationSeconds: 600,
      justification: "a reason that is long enough",
    });
    expect(asked.grantId).toBeTruthy();
    expect(await report([item({ grantId: asked.grantId })])).toEqual({ recorded: 0 });
  });

  it("adds up, within one report too, and leaves no audit event", async () => {
    const before = await auditTrail(db.runtime);
    await report([item({ count: 1 }), item({ count: 2 })]);
    const first = await useOf();
    expect(first).toMatchObject({ count: 3 });
    await report([item({ firstAt: ago(-1_000), lastAt: ago(-1_000), count: 4 })]);
    expect(await useOf()).toMatchObject({ firstAt: first?.firstAt, count: 7 });
    expect(await auditTrail(db.runtime)).toEqual(before);
  });

  it("holds what is claimed within the time since access began", async () => {
    const { startsAt } = await getGrant(contextOf(db.runtime, riley), grantId);
    await report([item({ firstAt: "1999-01-01T00:00:00Z", lastAt: "2999-01-01T00:00:00Z" })]);
    const use = await useOf();
    expect(use?.firstAt).toBe(startsAt);
    expect(Date.parse(use?.lastAt ?? "")).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it("loses nothing when many report at once, in whatever order", async () => {
    const other = await grantTo(db.runtime, riley, { role: "auditor" });
    const both = [item({ count: 1 }), item({ grantId: other, count: 1 })];
    await Promise.all(Array.from({ length: 10 }, (_, i) => report(i % 2 ? both : both.toReversed())));
    expect([await useOf(), await useOf(other)]).toMatchObject([{ count: 10 }, { count: 10 }]);
  });

  it("counts a report that is sent again under its key once", async () => {
    const ctx = systemContext(db.runtime, "orders");
    const again = { ...ctx, idempotency: { owner: "crd_test", key: `k-${count}`, hash: "h" } };
    const input = { items: [item()] };
    for (let time = 0; time < 2; time++)
      expect(await reportUsage(again, own, input)).toEqual({ recorded: 1 });
    expect(await useOf()).toMatchObject({ count: 3 });
  });
});
