import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Context } from "@/lib/context/context";
import { encodeCursor } from "@/lib/db/cursor";
import { newId } from "@/lib/db/ids";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { getAuditEvent, listAuditEvents } from "./queries";
import { record } from "./test-events";

let db: TestDatabase;
let riley: Principal;
let ctx: Context;

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime);
  riley = await signIn(db.runtime, "riley", ["engineering"]);
  ctx = contextOf(db.runtime, await signIn(db.runtime, "avery", ["audit"]));
});
afterAll(() => db.drop());

describe("an event", () => {
  it("says who did what to whom, with names, and its canonical entry", async () => {
    const at = new Date("2026-11-20T10:00:00.123Z");
    const about = {
      service: "shop/orders/orders-api",
      subject: riley.id,
      requestId: "req_1",
      grantId: "grt_1",
    };
    await record(
      db.runtime,
      riley,
      [{ action: "request.created", ...about, detail: { role: "reader" } }],
      at,
    );
    const [event] = (await listAuditEvents(ctx, { requestId: "req_1" })).items;
    expect(event).toEqual({
      id: expect.stringMatching(/^evt_/),
      at: at.toISOString(),
      actor: { kind: "user", id: riley.id, name: "riley" },
      action: "request.created",
      outcome: "success",
      ...about,
      serviceTitle: "Orders API",
      subjectName: "riley",
      detail: { role: "reader" },
    });
    const found = await getAuditEvent(ctx, event?.id ?? "");
    expect(found).toMatchObject({ ...event, httpRequestId: "test-request" });
    expect(JSON.parse(found.entry)).toMatchObject({
      version: 1,
      id: event?.id,
      actor: event?.actor,
      subject: riley.id,
    });
  });

  it("leaves out what it has not", async () => {
    await record(db.runtime, "system", [{ action: "key.created" }]);
    const [event] = (await listAuditEvents(ctx, { action: "key.created" })).items;
    expect(Object.keys(event ?? {}).sort()).toEqual(["action", "actor", "at", "detail", "id", "outcome"]);
    expect(event?.actor).toEqual({ kind: "system", name: "worker" });
  });

  it.each(["", "evt_", "req_1", "evt_\u0000", "' or true --", newId("evt"), "x".repeat(5_000)])(
    "that does not exist is not found: %j",
    async (id) => {
      await expect(getAuditEvent(ctx, id)).rejects.toMatchObject({ code: "not-found" });
    },
  );
});

describe("a list", () => {
  it("takes a time range with its beginning and without its end, and whole days", async () => {
    for (const at of ["2026-03-01T00:00:00.000Z", "2026-03-01T12:00:00.000Z", "2026-03-02T00:00:00.000Z"])
      await record(db.runtime, riley, [{ action: "source.synced" }], new Date(at));
    const times = async (from: string, to: string) =>
      (await listAuditEvents(ctx, { from, to, action: "source.synced" })).items.map((event) =>
        event.at.slice(8, 13),
      );
    expect(await times("2026-03-01", "2026-03-01")).toEqual(["01T12", "01T00"]);
    expect(await times("2026-03-01", "2026-03-02")).toEqual(["02T00", "01T12", "01T00"]);
    expect(await times("2026-03-01T00:00:00Z", "2026-03-01T12:00:00Z")).toEqual(["01T00"]);
    expect(await times("2026-03-01T13:00:00+01:00", "2026-03-02T01:00:00+01:00")).toEqual(["01T12"]);
  });

  it("finds a service by its id too", async () => {
    const { rows } = await db.runtime.pool.query("select id from service");
    const [byRef, byId] = await Promise.all(
      ["shop/orders/orders-api", rows[0].id].map((service) => listAuditEvents(ctx, { service })),
    );
    expect(byRef?.items.length).toBeGreaterThan(0);
    expect(byId).toEqual(byRef);
  });

  it.each([
    ["an unknown filter", { who: "riley" }],
    ["an unknown action", { action: "grant.exploded" }],
    ["an unknown noun", { action: "king.*" }],
    ["a wildcard elsewhere", { action: "*.created" }],
    ["a lone wildcard", { action: "*" }],
    ["an unknown outcome", { outcome: "maybe" }],
    ["an empty filter", { actor: "" }],
    ["a NUL", { actor: "prn_\u0000" }],
    ["a NUL in a service", { service: "a\u0000b" }],
    ["a broken character", { subject: "\ud800" }],
    ["an endless name", { service: "x".repeat(301) }],
    ["a day that does not exist", { from: "2026-02-30" }],
    ["the year 0", { from: "0000-01-01T00:00:00Z" }],
    ["a day that ends in the year 10000", { to: "9999-12-31" }],
    ["words for a time", { from: "yesterday" }],
    ["a time without an offset", { to: "2026-03-01T10:00:00" }],
    ["an end before the beginning", { from: "2026-03-02T00:00:00Z", to: "2026-03-01T00:00:00Z" }],
    ["an empty range", { from: "2026-03-02T00:00:00Z", to: "2026-03-02T00:00:00Z" }],
    ["a page of none", { limit: "0" }],
    ["too long a page", { limit: "201" }],
    ["a filter given twice", { actor: ["a", "b"] }],
  ])("refuses %s", async (_what, input) => {
    await expect(listAuditEvents(ctx, input)).rejects.toMatchObject({ code: "invalid-input" });
  });

  it.each([
    ["another list's", encodeCursor([newId("req")])],
    ["the inbox's", encodeCursor(["2026-03-01T10:00:00.000Z", newId("req")])],
    ["one with a NUL", encodeCursor(["2026-03-01T10:00:00.000Z", "1\u0000"])],
    ["one with a huge position", encodeCursor(["2026-03-01T10:00:00.000Z", "9".repeat(30)])],
    ["one with SQL", encodeCursor(["2026-03-01T10:00:00.000Z", "1); select 1"])],
    ["one with an impossible time", encodeCursor(["2026-13-01T10:00:00.000Z", "1"])],
    ["one with the year 0", encodeCursor(["0000-01-01T10:00:00.000Z", "1"])],
    ["one of numbers", Buffer.from("[1,2]").toString("base64url")],
    ["an object", Buffer.from('{"at":1}').toString("base64url")],
    ["nonsense", "%%%"],
    ["an empty one", ""],
  ])("refuses %s cursor", async (_what, cursor) => {
    await expect(listAuditEvents(ctx, { cursor })).rejects.toMatchObject({
      code: "invalid-input",
      extra: { errors: [{ path: "cursor" }] },
    });
  });

  it("far outside of time is empty, not an error", async () => {
    for (const filter of [{ to: "0001-01-01" }, { from: "9999-12-31T23:59:59Z" }])
      expect((await listAuditEvents(ctx, filter)).items).toEqual([]);
  });

  it("gives each event once, in order, while others are written and many share an instant", async () => {
    const at = new Date("2026-05-01T00:00:00Z");
    const events = Array.from({ length: 60 }, () => ({ action: "token.issued" as const }));
    await record(db.runtime, riley, events, at);
    const filter = { action: "token.issued", actor: riley.id };
    const before = (await listAuditEvents(ctx, { ...filter, limit: 200 })).items.map((event) => event.id);
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listAuditEvents(ctx, { ...filter, limit: 7, ...(cursor ? { cursor } : {}) });
      seen.push(...page.items.map((event) => event.id));
      cursor = page.nextCursor;
      await record(db.runtime, riley, [{ action: "token.issued" }]);
      await record(db.runtime, riley, [{ action: "token.issued" }], new Date("2026-05-01T00:00:01Z"));
    }
    expect(before).toHaveLength(60);
    expect(seen).toEqual(before);
  });
});
