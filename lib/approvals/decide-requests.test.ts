import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { getRequest } from "@/lib/requests/queries";
import { decideRequest } from "./decide-request";
import { decideRequests } from "./decide-requests";

let db: TestDatabase;
let olivia: Principal;
let omar: Principal;
let askers: Principal[];
let ids: string[];

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

let round = 0;
beforeEach(async () => {
  round += 1;
  await declare(db.runtime, ordersTrait);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["engineering", "orders-team"]);
  omar = await signIn(db.runtime, `omar-${round}`, ["orders-team"]);
  askers = [];
  for (const name of ["riley", "sam", "kit"])
    askers.push(await signIn(db.runtime, `${name}-${round}`, ["engineering"]));
  ids = [];
  for (const asker of askers) ids.push((await createRequest(as(asker), reader)).id);
});

const as = (principal: Principal) => contextOf(db.runtime, principal);
const reader = {
  service: "shop/orders/orders-api",
  role: "reader",
  environment: "production",
  durationSeconds: 3600,
  justification: "look",
};
const statuses = () => Promise.all(ids.map(async (id) => (await getRequest(as(omar), id)).status));

describe("one answer to several requests", () => {
  it.each([
    ["none", { ids: [], verdict: "approve" }],
    ["the same twice", { ids: ["req_1", "req_1"], verdict: "approve" }],
    ["more than fifty", { ids: Array.from({ length: 51 }, (_, i) => `req_${i}`), verdict: "approve" }],
    ["a verdict that is none", { ids: ["req_1"], verdict: "maybe" }],
    ["a member that is not known", { ids: ["req_1"], verdict: "deny", force: true }],
  ])("is refused for %s, and nothing is decided", async (_, input) => {
    await expect(decideRequests(as(olivia), input)).rejects.toMatchObject({ code: "invalid-input" });
    expect(await statuses()).toEqual(["pending", "pending", "pending"]);
  });

  it("is refused one by one to who may not decide, and each refusal is on record", async () => {
    const [riley] = askers as [Principal];
    const { results } = await decideRequests(as(riley), { ids, verdict: "approve" });
    expect(results.map(({ problem }) => problem?.code)).toEqual(["self-approval", "not-found", "not-found"]);
    expect(results.every(({ request }) => request === null)).toBe(true);
    expect(await statuses()).toEqual(["pending", "pending", "pending"]);
    expect(await auditTrail(db.runtime, { requestId: ids[0] ?? null })).toEqual([
      "request.created",
      "decision.made refused",
    ]);
  });

  it("decides each with the one comment, each in its own transaction and with its own events", async () => {
    const input = { ids, verdict: "approve", comment: "for the migration", durationSeconds: 600 };
    const { results } = await decideRequests(as(olivia), input);
    expect(results.map(({ id }) => id)).toEqual(ids);
    for (const { request, problem } of results) {
      expect(problem).toBeNull();
      expect(request).toMatchObject({
        status: "approved",
        effectiveDurationSeconds: 600,
        stages: [{ decisions: [{ comment: "for the migration", approver: { id: olivia.id } }] }],
      });
    }
    for (const requestId of ids)
      expect(await auditTrail(db.runtime, { requestId })).toEqual([
        "request.created",
        "decision.made",
        "request.approved",
        "grant.activated",
      ]);
  });

  it("decides what it can when one of them has moved on, and says which and why", async () => {
    const [first = "", second = ""] = ids;
    await decideRequest(as(omar), second, { verdict: "deny", comment: "no" });
    const { results } = await decideRequests(as(olivia), { ids, verdict: "approve" });
    expect(results.map(({ request, problem }) => request?.status ?? problem?.code)).toEqual([
      "approved",
      "conflict",
      "approved",
    ]);
    expect(results[1]?.problem?.detail).toContain("denied already");
    expect(first).not.toBe(second);
    expect(await statuses()).toEqual(["approved", "denied", "approved"]);
  });

  it("by two people at once decides every request exactly once", async () => {
    const [one, other] = await Promise.all([
      decideRequests(as(olivia), { ids, verdict: "approve" }),
      decideRequests(as(omar), { ids: [...ids].reverse(), verdict: "deny", comment: "no" }),
    ]);
    for (const id of ids) {
      const both = [one, other].flatMap(({ results }) => results.filter((result) => result.id === id));
      expect(both.filter(({ request }) => request !== null)).toHaveLength(1);
      expect(both.filter(({ problem }) => problem?.code === "conflict")).toHaveLength(1);
    }
  });

  it("sent again under the same key answers the same, and decides nothing twice", async () => {
    const ctx = contextOf(db.runtime, olivia, { key: "once", hash: "h" });
    const input = { ids, verdict: "approve" };
    const first = await decideRequests(ctx, input);
    expect(await decideRequests(ctx, input)).toEqual(first);
    for (const requestId of ids) expect(await auditTrail(db.runtime, { requestId })).toHaveLength(4);
  });
});
