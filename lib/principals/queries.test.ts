import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "@/lib/db/ids";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { signIn } from "@/lib/db/test-world";
import type { Principal } from "./principal";
import { findPrincipal, listPrincipalsHolding } from "./queries";

let db: TestDatabase;
let olivia: Principal;
let sam: Principal;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  olivia = await signIn(db.runtime, `olivia-${Math.random()}`, ["orders-team"]);
  sam = await signIn(db.runtime, `sam-${Math.random()}`, ["engineering"]);
});

const standIn = (absent: Principal, stand: Principal, from: string, to: string) =>
  db.runtime.pool.query(
    `insert into stand_in (id, principal_id, stand_in_id, starts_at, ends_at)
     values ($1, $2, $3, clock_timestamp() + $4::interval, clock_timestamp() + $5::interval)`,
    [newId("sti"), absent.id, stand.id, from, to],
  );

const represented = async (of: Principal) =>
  (await findPrincipal(db.runtime.pool, of.id))?.standsInFor.map(({ id }) => id);

describe("whom somebody represents", () => {
  it("is who named them, with their own groups, while the period lasts", async () => {
    await standIn(olivia, sam, "-1 hour", "1 hour");
    const [away] = (await findPrincipal(db.runtime.pool, sam.id))?.standsInFor ?? [];
    expect(away).toMatchObject({ id: olivia.id, name: olivia.name, groups: ["group:default/orders-team"] });
    expect(away).not.toHaveProperty("standsInFor");
    expect(await represented(olivia)).toEqual([]);
  });

  it.each([
    ["before it begins", "1 hour", "2 hours"],
    ["after it ended", "-2 hours", "-1 second"],
  ])("is nobody %s", async (_when, from, to) => {
    await standIn(olivia, sam, from, to);
    expect(await represented(sam)).toEqual([]);
  });

  it("is nobody once it was ended, or once who is away was deactivated", async () => {
    await standIn(olivia, sam, "-1 hour", "1 hour");
    await db.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [olivia.id]);
    expect(await represented(sam)).toEqual([]);
    await db.runtime.pool.query("update principal set deactivated_at = null where id = $1", [olivia.id]);
    expect(await represented(sam)).toEqual([olivia.id]);
    await db.runtime.pool.query("update stand_in set ended_at = now() where stand_in_id = $1", [sam.id]);
    expect(await represented(sam)).toEqual([]);
  });

  it("is not passed on: who stands in for a stand-in represents that one alone", async () => {
    const third = await signIn(db.runtime, `third-${Math.random()}`, []);
    await standIn(olivia, sam, "-1 hour", "1 hour");
    await standIn(sam, third, "-1 hour", "1 hour");
    expect(await represented(third)).toEqual([sam.id]);
    expect(await represented(sam)).toEqual([olivia.id]);
  });
});

describe("who holds a reference", () => {
  const holding = async (ref: string) =>
    (await listPrincipalsHolding(db.runtime.pool, [ref], 100)).map(({ id }) => id);

  it.each([
    ["a group", (of: Principal) => of.groups[0] ?? ""],
    ["a person", (of: Principal) => of.ref ?? ""],
    ["a subject of an issuer", (of: Principal) => `${of.issuer}#${of.subject}`],
  ])("includes who stands in for a holder of %s", async (_what, refOf) => {
    const ref = refOf(olivia);
    await standIn(olivia, sam, "-1 hour", "1 hour");
    expect(await holding(ref)).toEqual(expect.arrayContaining([olivia.id, sam.id]));
    await db.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [olivia.id]);
    expect(await holding(ref)).not.toContain(sam.id);
  });

  it("leaves out a stand-in who was deactivated, and one whose time has not come", async () => {
    const ref = olivia.ref ?? "";
    await standIn(olivia, sam, "1 hour", "2 hours");
    expect(await holding(ref)).toEqual([olivia.id]);
    await standIn(olivia, sam, "-1 hour", "1 hour");
    await db.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [sam.id]);
    expect(await holding(ref)).toEqual([olivia.id]);
  });
});

describe("a row of stand-ins", () => {
  it.each([
    ["for oneself", () => standIn(olivia, olivia, "0", "1 hour")],
    ["backwards", () => standIn(olivia, sam, "1 hour", "0")],
    ["for longer than 90 days", () => standIn(olivia, sam, "0", "91 days")],
  ])("is refused %s", async (_what, write) => {
    await expect(write()).rejects.toMatchObject({ code: "23514" });
  });

  it("is kept, and changes only by ending once", async () => {
    await standIn(olivia, sam, "-1 hour", "1 hour");
    const by = [sam.id];
    const run = (text: string) => db.runtime.pool.query(`${text} where stand_in_id = $1`, by);
    await expect(run("delete from stand_in")).rejects.toMatchObject({ code: "42501" });
    await expect(run("update stand_in set ends_at = now() + interval '2 hours'")).rejects.toThrow();
    await run("update stand_in set ended_at = now()");
    await expect(run("update stand_in set ended_at = null")).rejects.toMatchObject({ code: "42501" });
  });
});

describe("who is on call", () => {
  const schedule = `payments-${Math.random().toString(36).slice(2, 8)}`;
  const shift = async (holder: string, from: string, to: string) => {
    await db.runtime.pool.query("delete from on_call_shift");
    await db.runtime.pool.query(
      `insert into on_call_schedule (name, settings, next_attempt_at, fresh_until) values ($1, '', now(), now() + interval '1 hour')
       on conflict (name) do update set fresh_until = excluded.fresh_until`,
      [schedule],
    );
    await db.runtime.pool.query(
      "insert into on_call_shift (schedule, holder, starts_at, ends_at) values ($1, $2, clock_timestamp() + $3::interval, clock_timestamp() + $4::interval)",
      [schedule, holder, from, to],
    );
  };
  const ref = `oncall:default/${schedule}`;
  const isOnCall = async (person: Principal) => {
    const groups = (await findPrincipal(db.runtime.pool, person.id))?.groups ?? [];
    const holding = (await listPrincipalsHolding(db.runtime.pool, [ref], 10)).map(({ id }) => id);
    expect(holding.includes(person.id)).toBe(groups.includes(ref));
    return groups.includes(ref);
  };
  const mailOf = async (person: Principal, address: string) =>
    db.runtime.pool.query("update principal set email = $2 where id = $1", [person.id, address]);

  it.each([
    ["a reference", (of: Principal) => of.ref ?? ""],
    ["a subject of an issuer", (of: Principal) => `${of.issuer}#${of.subject}`],
  ])("holds the reference of the schedule while the shift lasts, known by %s", async (_what, holder) => {
    await shift(holder(sam), "-1 hour", "1 hour");
    expect(await isOnCall(sam)).toBe(true);
    expect(await isOnCall(olivia)).toBe(false);
    await shift(holder(sam), "1 minute", "1 hour");
    expect(await isOnCall(sam)).toBe(false);
    await shift(holder(sam), "-1 hour", "-1 second");
    expect(await isOnCall(sam)).toBe(false);
  });

  it("is known by an address of the issuer, in any case, unless two people have it", async () => {
    await mailOf(sam, `Sam.${sam.subject}@Example.com`);
    const holder = `email:${sam.issuer}#sam.${sam.subject}@example.com`;
    await shift(holder, "-1 hour", "1 hour");
    expect(await isOnCall(sam)).toBe(true);
    await mailOf(olivia, `sam.${sam.subject}@example.com`);
    for (const person of [sam, olivia]) expect(await isOnCall(person)).toBe(false);
    await db.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [olivia.id]);
    expect(await isOnCall(sam)).toBe(true);
    await shift(holder.replace(sam.issuer, "https://other.test"), "-1 hour", "1 hour");
    expect(await isOnCall(sam)).toBe(false);
  });

  it("is nobody once the schedule was not read for too long, and never a workload", async () => {
    await shift(sam.ref ?? "", "-1 hour", "1 hour");
    await db.runtime.pool.query("update principal set kind = 'workload' where id = $1", [sam.id]);
    expect(await isOnCall(sam)).toBe(false);
    await db.runtime.pool.query("update principal set kind = 'user' where id = $1", [sam.id]);
    expect(await isOnCall(sam)).toBe(true);
    await db.runtime.pool.query("update on_call_schedule set fresh_until = now()");
    expect(await isOnCall(sam)).toBe(false);
    await db.runtime.pool.query("update on_call_schedule set fresh_until = null");
    expect(await isOnCall(sam)).toBe(false);
  });

  it("is represented by their stand-in", async () => {
    await shift(sam.ref ?? "", "-1 hour", "1 hour");
    await standIn(sam, olivia, "-1 hour", "1 hour");
    const [away] = (await findPrincipal(db.runtime.pool, olivia.id))?.standsInFor ?? [];
    expect(away?.groups).toContain(ref);
    const holding = await listPrincipalsHolding(db.runtime.pool, [ref], 10);
    expect(holding.map(({ id }) => id).sort()).toEqual([sam.id, olivia.id].sort());
  });
});

describe("many who hold a reference", () => {
  it("are cut always alike: whoever is named or stands in first, then by id, people before workloads, each once", async () => {
    const group = `crowd-${Math.random()}`;
    const ref = `group:default/${group}`;
    const named = await signIn(db.runtime, `named-${Math.random()}`, [group]);
    await db.runtime.pool.query(
      `insert into principal (id, kind, issuer, subject, name, groups)
       select 'prn_00' || i || $1, (case when i <= 120 then 'workload' else 'user' end)::principal_kind, 'https://issuer.test', $1 || i, 'Crowd ' || i, array[$2]
       from generate_series(101, 400) i`,
      [group, ref],
    );
    await standIn(named, sam, "-1 hour", "1 hour");
    const refs = [ref, `${named.issuer}#${named.subject}`];
    const found = await listPrincipalsHolding(db.runtime.pool, refs, 200);
    expect(found.slice(0, 2).map(({ id }) => id)).toEqual([named.id, sam.id]);
    const crowd = Array.from({ length: 198 }, (_, index) => `prn_00${121 + index}${group}`);
    expect(found.slice(2).map(({ id }) => id)).toEqual(crowd);
    expect(await listPrincipalsHolding(db.runtime.pool, refs, 1_000)).toHaveLength(302);
  });
});
