import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { deactivatePrincipal, reactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { findPrincipal } from "@/lib/principals/queries";
import { createRequest } from "@/lib/requests/create-request";
import { getRequest, listRequests } from "@/lib/requests/queries";
import { endStandIn } from "./end-stand-in";
import { nameStandIn } from "./name-stand-in";
import { listAway, listStandIns } from "./queries";

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let sam: Principal;
let parker: Principal;
let avery: Principal;
let round = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime);
});
afterAll(() => db.drop());
beforeEach(async () => {
  round++;
  const come = (name: string, groups: string[]) => signIn(db.runtime, `${name}-${round}`, groups);
  riley = await come("riley", ["engineering"]);
  olivia = await come("olivia", ["orders-team"]);
  sam = await come("sam", ["support"]);
  parker = await come("parker", ["platform"]);
  avery = await come("avery", ["audit"]);
});

/** As they are at this moment: whom they stand in for comes with the principal. */
const as = async (person: Principal) => {
  const known = await findPrincipal(db.runtime.pool, person.id);
  return contextOf(db.runtime, known ?? person);
};
const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const name = async (absent: Principal, standIn: Principal, change: object = {}) =>
  nameStandIn(await as(absent), { standIn: standIn.id, endsAt: inHours(24), reason: "on leave", ...change });

const trail = async (id: string) => {
  const { rows } = await db.runtime.pool.query<{ line: string }>(
    `select action || ' ' || outcome as line from audit_event where (subject = $1 or actor_id = $1) and action like 'stand-in.%' order by position`,
    [id],
  );
  return rows.map(({ line }) => line);
};
const standInsOf = async (person: Principal) =>
  (await as(person)).actor.kind === "user"
    ? ((await findPrincipal(db.runtime.pool, person.id))?.standsInFor ?? []).map(({ id }) => id)
    : [];

describe("naming a stand-in", () => {
  it("is refused for who is not known, and leaves nothing but the refusal of the policy", async () => {
    const unknown = nameStandIn(await as(olivia), { standIn: "user:default/nobody", endsAt: inHours(1) });
    await expect(unknown).rejects.toMatchObject({
      code: "invalid-input",
      extra: { errors: [{ path: "standIn" }] },
    });
    await name(olivia, sam);
    await expect(name(olivia, parker)).rejects.toMatchObject({ code: "conflict" });
    await expect(name(sam, olivia)).rejects.toMatchObject({ code: "conflict" });
    expect(await standInsOf(sam)).toEqual([olivia.id]);
    expect(await standInsOf(olivia)).toEqual([]);
    expect(await trail(sam.id)).toEqual(["stand-in.named success", "stand-in.named refused"]);
  });

  it("is never done for somebody else, not even by an admin", async () => {
    const input = { standIn: sam.id, endsAt: inHours(1), principal: olivia.id };
    await expect(nameStandIn(await as(parker), input)).rejects.toMatchObject({ code: "invalid-input" });
    expect(await standInsOf(sam)).toEqual([]);
  });

  it.each([
    ["an id", () => sam.id],
    ["a reference", () => sam.ref ?? ""],
    ["a subject of an issuer", () => `${sam.issuer}#${sam.subject}`],
  ])("takes %s", async (_what, nameOf) => {
    const named = await nameStandIn(await as(olivia), { standIn: nameOf(), endsAt: inHours(1) });
    expect(named).toMatchObject({
      absent: { id: olivia.id },
      standIn: { id: sam.id },
      state: "running",
      abilities: ["end"],
    });
  });

  it("asks for an id where a reference is the name of two", async () => {
    const other = await signIn(db.runtime, `other-${round}`, []);
    await db.runtime.pool.query("update principal set ref = $2 where id = $1", [other.id, sam.ref]);
    const named = nameStandIn(await as(olivia), { standIn: sam.ref, endsAt: inHours(1) });
    await expect(named).rejects.toMatchObject({ detail: expect.stringContaining("more than one person") });
  });

  it("of each other at the same moment leaves one of the two", async () => {
    const outcomes = await Promise.allSettled([name(olivia, sam), name(sam, olivia)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await standInsOf(sam)).length + (await standInsOf(olivia)).length).toBe(1);
  });

  it("for later represents nobody yet", async () => {
    const planned = await name(olivia, sam, { startsAt: inHours(2) });
    expect(planned.state).toBe("planned");
    expect(await standInsOf(sam)).toEqual([]);
  });
});

describe("ending it", () => {
  it("is for who is away, who stands in and admins; to others it is not there", async () => {
    const { id } = await name(olivia, sam);
    await expect(endStandIn(await as(riley), id)).rejects.toMatchObject({ code: "not-found" });
    await expect(endStandIn(await as(avery), id)).rejects.toMatchObject({ code: "forbidden" });
    expect(await standInsOf(sam)).toEqual([olivia.id]);
  });

  it.each([
    ["who is away", () => olivia],
    ["who stands in", () => sam],
    ["an admin", () => parker],
  ])("works for %s, at once and only once", async (_what, who) => {
    const { id } = await name(olivia, sam);
    const by = who();
    const ended = await endStandIn(await as(by), id);
    expect(ended).toMatchObject({ state: "over", endedBy: { id: by.id }, abilities: [] });
    expect(await standInsOf(sam)).toEqual([]);
    await expect(endStandIn(await as(by), id)).rejects.toMatchObject({ code: "conflict" });
    expect(await trail(sam.id)).toEqual([
      "stand-in.named success",
      "stand-in.ended success",
      "stand-in.ended refused",
    ]);
    await name(olivia, sam);
  });

  it("comes with the deactivation of either, and does not come back with them", async () => {
    const other = await signIn(db.runtime, `other-${round}`, []);
    await name(olivia, sam);
    await name(sam, other, { startsAt: inHours(30), endsAt: inHours(40) });
    await deactivatePrincipal(await as(parker), sam.id, { reason: "left" });
    await reactivatePrincipal(await as(parker), sam.id);
    expect(await standInsOf(sam)).toEqual([]);
    const { items } = await listStandIns(await as(parker), { current: "true" });
    expect(items.filter(({ absent, standIn }) => [absent.id, standIn.id].includes(sam.id))).toEqual([]);
  });
});

describe("stand-ins are listed", () => {
  it("to who is away and who stands in, and all of them to admins and auditors", async () => {
    const { id } = await name(olivia, sam);
    const ids = async (who: Principal, input: object = {}) =>
      (await listStandIns(await as(who), input)).items.map((each) => each.id);
    for (const who of [olivia, sam]) expect(await ids(who)).toEqual([id]);
    for (const who of [parker, avery]) expect((await ids(who)).at(0)).toBe(id);
    for (const who of [parker, avery]) expect(await ids(who, { mine: "true" })).toEqual([]);
    expect(await ids(riley)).toEqual([]);
    await endStandIn(await as(olivia), id);
    expect(await ids(olivia, { current: "true" })).toEqual([]);
    expect(await ids(olivia)).toEqual([id]);
  });

  it("by the references that whoever is away holds", async () => {
    await name(olivia, sam);
    const away = await listAway(db.runtime.pool, ["group:default/orders-team"]);
    expect(away).toContainEqual(
      expect.objectContaining({
        absent: { id: olivia.id, name: olivia.name },
        standIn: { id: sam.id, name: sam.name },
      }),
    );
    expect(await listAway(db.runtime.pool, ["group:default/support"])).toEqual([]);
  });
});

describe("what a stand-in sees", () => {
  it("is what the one who is away could decide, in the list and on the page alike, while it lasts", async () => {
    const asked = await createRequest(await as(riley), {
      service: "shop/orders/orders-api",
      role: "reader",
      environment: "staging",
      durationSeconds: 3600,
      justification: "look",
    });
    const sees = async () => {
      const ctx = await as(sam);
      const listed = (await listRequests(ctx, { limit: 200 })).items.some(({ id }) => id === asked.id);
      const shown = await getRequest(ctx, asked.id).then(
        () => true,
        () => false,
      );
      expect(listed).toBe(shown);
      return listed;
    };
    expect(await sees()).toBe(false);
    const { id } = await name(olivia, sam);
    expect(await sees()).toBe(true);
    await endStandIn(await as(sam), id);
    expect(await sees()).toBe(false);
  });
});
