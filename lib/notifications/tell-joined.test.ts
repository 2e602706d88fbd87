import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { ICalendarConfig } from "@/lib/config/config";
import { systemContext } from "@/lib/context/context";
import { createTestClock, type TestClock } from "@/lib/db/test-clock";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { closeRuntime, createRuntime } from "@/lib/runtime/runtime";
import { nameStandIn } from "@/lib/stand-ins/name-stand-in";
import { lookAhead } from "@/lib/worker/next-due";
import { listNotifications } from "./queries";
import { tellJoinedApprovers } from "./tell-joined";
import { workOff } from "./test-post";

const payments: ICalendarConfig = {
  name: "payments",
  title: "Payments",
  kind: "icalendar",
  url: "https://calendar.example.com/x.ics",
  timeZone: "UTC",
  everySeconds: 300,
  maxStaleSeconds: 3600,
  holders: { by: "summary", issuer: null, people: {} },
};
const hour = 3_600;

let db: TestDatabase;
let clock: TestClock;
let riley: Principal;
let omar: Principal;
let sam: Principal;

beforeAll(async () => {
  db = await createTestDatabase({ onCall: [payments] });
  clock = await createTestClock(db);
});
afterAll(async () => {
  await clock.close();
  await db.drop();
});

let round = 0;
beforeEach(async () => {
  round += 1;
  await db.runtime.pool.query(
    `update principal set deactivated_at = now() where deactivated_at is null; delete from on_call_schedule;
     update access_request set status = 'cancelled', closed_at = now() where status = 'pending'`,
  );
  await declare(db.runtime, {
    ...ordersTrait,
    approvalPolicies: {
      alone: { stages: [{ name: "on call", approvers: ["oncall:default/payments"], required: 1 }] },
    },
    roles: { alone: { scopes: ["a"], approval: "alone" }, owned: { scopes: ["b"] } },
  });
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  omar = await signIn(db.runtime, `omar-${round}`, ["orders-team"]);
  sam = await signIn(db.runtime, `sam-${round}`, ["engineering"]);
  await db.runtime.pool.query(
    "insert into on_call_schedule (name, settings, next_attempt_at, read_at, fresh_until) values ('payments', '', now(), now(), now() + interval '10 hours')",
  );
});

const shift = (who: Principal, from: string, to: string) =>
  db.runtime.pool.query(
    "insert into on_call_shift (schedule, holder, starts_at, ends_at) values ('payments', $1, now() + $2::interval, now() + $3::interval)",
    [`${who.issuer}#${who.subject}`, from, to],
  );

const ask = (role: string) =>
  createRequest(contextOf(db.runtime, riley), {
    service: "shop/orders/orders-api",
    role,
    environment: "staging",
    durationSeconds: hour,
    justification: "look",
  });

async function told(person: Principal): Promise<string[]> {
  const { items } = await listNotifications(contextOf(db.runtime, person), {});
  return items.filter(({ kind }) => kind === "decision-wanted").map(({ outcome }) => outcome ?? "waits");
}

/** What the worker does: gives how many shifts and stand-ins had begun. */
async function sweep(runtime = db.runtime): Promise<number> {
  const begun = await tellJoinedApprovers(systemContext(runtime, "worker"));
  await workOff(runtime);
  return begun;
}

it("whoever comes on call while a request waits is told once, by one of two processes, and whose shift is over is not asked any more", async () => {
  const other = createRuntime(db.runtime.config, { logLevel: "silent" });
  await shift(omar, "-1 hour", "2 hours");
  await shift(sam, "2 hours", "9 hours");
  await sweep();
  await ask("alone");
  expect(await sweep()).toBe(0);
  expect([await told(omar), await told(sam)]).toEqual([["waits"], []]);
  expect((await lookAhead(db.runtime.pool)).untilNext).toBeLessThanOrEqual(2 * hour * 1_000);

  await clock.forward(2 * hour + 60);
  expect((await Promise.all([sweep(), sweep(other)])).reduce((sum, each) => sum + each)).toBe(1);
  await workOff(db.runtime);
  expect([await told(omar), await told(sam)]).toEqual([["Others decide it now"], ["waits"]]);
  expect(await sweep()).toBe(0);
  expect(await told(sam)).toEqual(["waits"]);
  await closeRuntime(other);
});

it("nobody is told twice, though the shift is written anew or comes again", async () => {
  await shift(omar, "-1 hour", "2 hours");
  await ask("alone");
  expect(await sweep()).toBe(1);
  expect(await told(omar)).toEqual(["waits"]);
  await db.runtime.pool.query("delete from on_call_shift");
  await shift(omar, "-1 hour", "1 hour");
  await shift(sam, "1 hour", "2 hours");
  await shift(omar, "2 hours", "3 hours");
  expect(await sweep()).toBe(1);
  expect(await told(omar)).toEqual(["waits"]);
  for (let turn = 0; turn < 2; turn++) {
    await clock.forward(hour + 60);
    expect(await sweep()).toBe(1);
  }
  expect(await told(omar)).toHaveLength(1);
  expect(await told(sam)).toHaveLength(1);
});

it("a shift that begins while its schedule cannot be read is told of when it counts again", async () => {
  await shift(sam, "1 hour", "9 hours");
  await shift(omar, "-1 hour", "1 hour");
  await ask("alone");
  await sweep();
  await db.runtime.pool.query("update on_call_schedule set fresh_until = now()");
  await clock.forward(hour + 60);
  expect(await sweep()).toBe(0);
  expect((await lookAhead(db.runtime.pool)).untilNext).toBeGreaterThan(0);
  await db.runtime.pool.query("update on_call_schedule set fresh_until = now() + interval '1 hour'");
  expect(await sweep()).toBe(1);
  expect(await told(sam)).toEqual(["waits"]);
});

it("a stand-in hears of what waited before they stood in, from the beginning of it, and not when it was ended first", async () => {
  const at = (hours: number) => new Date(Date.now() + hours * hour * 1_000).toISOString();
  const period = { startsAt: at(1), endsAt: at(9) };
  const { id } = await ask("owned");
  await nameStandIn(contextOf(db.runtime, omar), { standIn: sam.id, ...period });
  expect(await sweep()).toBe(0);
  expect([await told(omar), await told(sam)]).toEqual([["waits"], []]);
  await clock.forward(hour + 60);
  expect(await sweep()).toBe(1);
  expect([await told(omar), await told(sam)]).toEqual([["waits"], ["waits"]]);
  const [note] = (await listNotifications(contextOf(db.runtime, sam), {})).items.filter(
    ({ requestId }) => requestId === id,
  );
  expect(note?.why).toContain(omar.name);
  await db.runtime.pool.query("update stand_in set ended_at = now()");
  await nameStandIn(contextOf(db.runtime, omar), { standIn: sam.id, startsAt: at(0), endsAt: at(2) });
  expect(await sweep()).toBe(1);
  expect(await told(sam)).toEqual(["waits"]);
  expect(await sweep()).toBe(0);
});
