import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ICalendarConfig } from "@/lib/config/config";
import { testIssuer } from "@/lib/config/test-config";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { findPrincipal } from "@/lib/principals/queries";
import { readSchedule } from "./read-schedule";
import { registerSchedules } from "./register-schedules";
import { startTestPeer, type TestPeer } from "./test-peer";

let db: TestDatabase;
let peer: TestPeer;
let omar: Principal;
let schedule: ICalendarConfig;

beforeAll(async () => {
  peer = await startTestPeer();
  db = await createTestDatabase();
  omar = await signIn(db.runtime, "omar", ["payments-team"]);
});
afterAll(async () => {
  await db.drop();
  await peer.close();
});

const stamp = (at: number) => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, "");
const feed = (who = "Omar") =>
  ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", `SUMMARY:${who}`, `DTSTART:${stamp(Date.now() - 3_600_000)}`]
    .concat([`DTEND:${stamp(Date.now() + 3_600_000)}`, "END:VEVENT", "END:VCALENDAR"])
    .join("\r\n");
const says = (text: string) => peer.answer((_, response) => response.end(text));

const configure = async (change: Partial<ICalendarConfig>) => {
  schedule = { ...schedule, ...change };
  db.runtime.config.onCall.splice(0, 1, schedule);
  await registerSchedules(systemContext(db.runtime, "on-call"));
};
const due = () =>
  db.runtime.pool.query(
    "update on_call_schedule set next_attempt_at = clock_timestamp() - interval '1 second'",
  );
const read = async () => {
  await due();
  return readSchedule(systemContext(db.runtime, "on-call"), schedule);
};
const isOnCall = async () =>
  ((await findPrincipal(db.runtime.pool, omar.id))?.groups ?? []).includes("oncall:default/payments");
const row = async () => (await db.runtime.pool.query("select * from on_call_schedule")).rows[0];
const trail = async () => {
  const { rows } = await db.runtime.pool.query(
    "select action from audit_event where action like 'on-call.%' order by position",
  );
  return rows.map(({ action }) => action);
};

beforeEach(async () => {
  const before = await trail();
  schedule = {
    name: "payments",
    title: "Payments",
    kind: "icalendar",
    url: `${peer.url}/${before.length}.ics`,
    timeZone: "UTC",
    everySeconds: 300,
    maxStaleSeconds: 3600,
    holders: { by: "summary", issuer: null, people: { omar: omar.ref ?? "" } },
  };
  await configure({});
});

describe("a schedule", () => {
  it("is nobody's before it was read, and whoever it says afterwards", async () => {
    expect(await isOnCall()).toBe(false);
    says(feed());
    expect(await read()).toBe(true);
    expect(await isOnCall()).toBe(true);
    expect(await row()).toMatchObject({ problem: null, unmapped: [] });
    says(feed("Somebody else"));
    await read();
    expect(await isOnCall()).toBe(false);
    expect(await row()).toMatchObject({ unmapped: ["Somebody else"] });
  });

  it("is read by one process, and not before it is due", async () => {
    says(feed());
    peer.seen.length = 0;
    await due();
    const ctx = systemContext(db.runtime, "on-call");
    const done = await Promise.all(Array.from({ length: 4 }, () => readSchedule(ctx, schedule)));
    expect(done.filter(Boolean)).toHaveLength(1);
    expect(peer.seen).toHaveLength(1);
    expect(await readSchedule(ctx, schedule)).toBe(false);
  });

  it("is audited when it changes, and not each time that it is read", async () => {
    says(feed());
    await read();
    const before = await trail();
    await read();
    await read();
    expect(await trail()).toEqual(before);
    says("broken");
    await read();
    await read();
    expect((await trail()).slice(before.length)).toEqual(["on-call.failed"]);
  });
});

describe("a schedule that cannot be read", () => {
  it.each([
    ["is broken", () => says("<html>Sign in</html>"), /not an iCalendar feed/],
    ["answers 503", () => peer.answer((_, response) => response.writeHead(503).end()), /answered 503/],
  ])(
    "keeps its last good reading when it %s, until that is too old, and then is nobody's",
    async (_what, breaks, words) => {
      says(feed());
      await read();
      breaks();
      await read();
      expect(await isOnCall()).toBe(true);
      expect(await row()).toMatchObject({
        problem: expect.stringMatching(words),
        unreadable_since: expect.any(Date),
      });
      await db.runtime.pool.query(
        "update on_call_schedule set fresh_until = clock_timestamp() - interval '1 second'",
      );
      await read();
      expect(await isOnCall()).toBe(false);
      says(feed());
      await read();
      expect(await isOnCall()).toBe(true);
      expect(await row()).toMatchObject({ problem: null, unreadable_since: null });
    },
  );

  it("is fresh for as long as daypass.yaml says, from the beginning of the reading on", async () => {
    says(feed());
    await configure({ maxStaleSeconds: 600 });
    await read();
    const { read_at, fresh_until } = await row();
    expect(fresh_until.getTime() - read_at.getTime()).toBe(600_000);
  });
});

describe("what daypass.yaml says", () => {
  it("counts at once: shifts that were read under something else are nobody's", async () => {
    says(feed());
    await read();
    expect(await isOnCall()).toBe(true);
    const before = await trail();
    await configure({ holders: { ...schedule.holders, people: {} } });
    expect(await isOnCall()).toBe(false);
    expect((await trail()).slice(before.length)).toEqual(["on-call.forgotten"]);
    await read();
    expect(await isOnCall()).toBe(false);
  });

  it("is what a process must know to read: one with an older file does not", async () => {
    says(feed());
    const older = schedule;
    await configure({ title: "Another" });
    await due();
    expect(await readSchedule(systemContext(db.runtime, "on-call"), older)).toBe(false);
    expect(await isOnCall()).toBe(false);
  });

  it("may take a schedule away", async () => {
    says(feed());
    await read();
    db.runtime.config.onCall.splice(0, 1);
    await registerSchedules(systemContext(db.runtime, "on-call"));
    expect(await isOnCall()).toBe(false);
    expect(await row()).toBeUndefined();
  });

  it("may take addresses of an issuer as they are", async () => {
    await db.runtime.pool.query("update principal set email = 'Omar@Example.com' where id = $1", [omar.id]);
    await configure({ holders: { by: "attendee-email", issuer: testIssuer.issuer, people: {} } });
    says(feed().replace("SUMMARY:Omar", "SUMMARY:x\r\nATTENDEE:mailto:omar@example.com"));
    await read();
    expect(await isOnCall()).toBe(true);
  });
});
