import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import type { Context } from "@/lib/context/context";
import { encodeCursor } from "@/lib/db/cursor";
import { newId } from "@/lib/db/ids";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { createRequest } from "@/lib/requests/create-request";
import { deactivatePrincipal } from "./deactivate-principal";
import { getKnownPrincipal, listPrincipals } from "./list-principals";
import type { Principal } from "./principal";

let db: TestDatabase;
let admin: Context;
let riley: Principal;
let olivia: Principal;

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime);
  riley = await signIn(db.runtime, "riley", ["engineering"]);
  olivia = await signIn(db.runtime, "olivia_50%", ["orders-team"]);
  admin = contextOf(db.runtime, await signIn(db.runtime, "parker", ["platform"]));
});
afterAll(() => db.drop());

const names = async (input: object) =>
  (await listPrincipals(admin, input)).items.map((person) => person.name);

describe("everybody who signed in", () => {
  it("is listed newest first, page by page, with groups and what they are", async () => {
    expect(await names({})).toEqual(["parker", "olivia_50%", "riley"]);
    const first = await listPrincipals(admin, { limit: 2 });
    const second = await listPrincipals(admin, { limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map((person) => person.name)).toEqual(await names({}));
    expect(second.nextCursor).toBeNull();
    expect(second.items[0]).toMatchObject({
      id: riley.id,
      groups: ["group:default/engineering"],
      liveGrants: 0,
      deactivatedAt: null,
    });
  });

  it("is found by a part of the name or subject, which is no pattern", async () => {
    expect(await names({ q: "ILE" })).toEqual(["riley"]);
    expect(await names({ q: "_50%" })).toEqual(["olivia_50%"]);
    expect(await names({ q: "%" })).toEqual(["olivia_50%"]);
    expect(await names({ q: "\\" })).toEqual([]);
    expect(await names({ q: "  " })).toHaveLength(3);
  });

  it("shows how many grants are live now, not those that ended or have not begun", async () => {
    const ask = {
      service: "shop/orders/orders-api",
      role: "reader",
      environment: "staging",
      durationSeconds: 3600,
      justification: "look",
    };
    const grantOf = async (input: object) => {
      const asked = await createRequest(contextOf(db.runtime, riley), { ...ask, ...input });
      return (
        (await decideRequest(contextOf(db.runtime, olivia), asked.id, { verdict: "approve" })).grantId ?? ""
      );
    };
    const live = async () => (await getKnownPrincipal(admin, riley.id)).liveGrants;
    await grantOf({});
    const second = await grantOf({ environment: "production" });
    await grantOf({ startsAt: new Date(Date.now() + 600_000).toISOString() });
    expect(await live()).toBe(2);
    await revokeGrant(contextOf(db.runtime, olivia), second, { reason: "done" });
    expect(await live()).toBe(1);
    await deactivatePrincipal(admin, riley.id, { reason: "left" });
    expect(await getKnownPrincipal(admin, riley.id)).toMatchObject({
      liveGrants: 0,
      deactivatedAt: expect.any(String),
    });
  });

  it("is for admins only", async () => {
    for (const groups of [["engineering"], ["audit"], ["orders-team"]]) {
      const ctx = contextOf(db.runtime, await signIn(db.runtime, `other-${groups}`, groups));
      await expect(listPrincipals(ctx, {})).rejects.toMatchObject({ code: "forbidden" });
      await expect(getKnownPrincipal(ctx, riley.id)).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  it.each([
    ["a NUL", { q: "a\u0000b" }],
    ["another list's cursor", { cursor: encodeCursor([newId("req")]) }],
    ["a cursor with a NUL", { cursor: encodeCursor(["prn_\u0000"]) }],
    ["an unknown filter", { name: "riley" }],
  ])("refuses %s", async (_what, input) => {
    await expect(listPrincipals(admin, input)).rejects.toMatchObject({ code: "invalid-input" });
  });

  it.each(["prn_\u0000", "", newId("prn")])("does not find %j", async (id) => {
    await expect(getKnownPrincipal(admin, id)).rejects.toMatchObject({ code: "not-found" });
  });
});
