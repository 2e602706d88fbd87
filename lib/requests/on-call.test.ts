import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import type { ICalendarConfig } from "@/lib/config/config";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { findPrincipal } from "@/lib/principals/queries";
import { getService } from "@/lib/services/queries";
import { createRequest } from "./create-request";
import { previewRequest } from "./preview-request";
import { getRequest } from "./queries";

let db: TestDatabase;
let riley: Principal;
let omar: Principal;
let sam: Principal;
let round = 0;

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
const onCall = "oncall:default/payments";

beforeAll(async () => {
  db = await createTestDatabase({ onCall: [payments] });
  await declare(db.runtime, {
    ...ordersTrait,
    approvalPolicies: {
      alone: { stages: [{ name: "on call", approvers: [onCall], required: 1 }], expiresAfter: "4h" },
      two: {
        stages: [
          { name: "on call", approvers: [onCall], required: 1 },
          { name: "security", approvers: ["group:default/security"], required: 1 },
        ],
      },
      auto: { autoApprove: { eligible: [onCall], maxDuration: "1h" } },
      unknown: {
        stages: [{ name: "a", approvers: ["oncall:default/gone", "group:default/security"], required: 1 }],
      },
    },
    roles: {
      alone: { scopes: ["a"], approval: "alone" },
      two: { scopes: ["b"], approval: "two" },
      auto: { scopes: ["c"], approval: "auto" },
      unknown: { scopes: ["d"], approval: "unknown" },
    },
  });
});
afterAll(() => db.drop());
beforeEach(async () => {
  round++;
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  omar = await signIn(db.runtime, `omar-${round}`, ["engineering"]);
  sam = await signIn(db.runtime, `sam-${round}`, ["security"]);
  await db.runtime.pool.query("delete from on_call_schedule");
  await db.runtime.pool.query(
    "insert into on_call_schedule (name, settings, next_attempt_at, read_at, fresh_until) values ('payments', '', now(), now(), now() + interval '1 hour')",
  );
});

const shift = (who: Principal, from: string, to: string) =>
  db.runtime.pool.query(
    "insert into on_call_shift (schedule, holder, starts_at, ends_at) values ('payments', $1, now() + $2::interval, now() + $3::interval)",
    [who.ref, from, to],
  );
const stale = () =>
  db.runtime.pool.query(
    "update on_call_schedule set fresh_until = now() - interval '1 second', unreadable_since = '2026-11-25T14:05:00Z'",
  );
const as = async (who: Principal) => {
  const known = await findPrincipal(db.runtime.pool, who.id);
  return contextOf(db.runtime, known ?? who);
};
const ask = async (who: Principal, role: string) =>
  createRequest(await as(who), {
    service: "shop/orders/orders-api",
    role,
    environment: "staging",
    durationSeconds: 7200,
    justification: "look into it",
  });

describe("a role that is given at once to whoever is on call", () => {
  it("is refused to everybody else, and to them before and after their shift", async () => {
    await expect(ask(riley, "auto")).rejects.toMatchObject({ code: "not-eligible" });
    await shift(riley, "1 minute", "1 hour");
    await shift(riley, "-1 hour", "-1 second");
    await expect(ask(riley, "auto")).rejects.toMatchObject({ code: "not-eligible" });
  });

  it("is granted while the shift lasts, and the log says why", async () => {
    await shift(riley, "-1 hour", "1 hour");
    const asked = await ask(riley, "auto");
    expect(asked).toMatchObject({ status: "approved", effectiveDurationSeconds: 3600 });
    const { rows } = await db.runtime.pool.query(
      "select entry::jsonb -> 'detail' ->> 'by' as by from audit_event where action = 'request.approved' and request_id = $1",
      [asked.id],
    );
    expect(rows).toEqual([{ by: "approval policy auto, for whoever is on call for payments" }]);
  });

  it("is refused once the schedule is too old, and the words say since when", async () => {
    await shift(riley, "-1 hour", "1 hour");
    await stale();
    await expect(ask(riley, "auto")).rejects.toMatchObject({
      code: "not-eligible",
      detail: expect.stringContaining(
        "on-call schedule payments could not be read since 2026-11-25 14:05 UTC",
      ),
    });
  });
});

describe("a stage of whoever is on call", () => {
  it("is decided by them, and by nobody before or after", async () => {
    await shift(omar, "-1 hour", "1 hour");
    const asked = await ask(riley, "alone");
    await expect(decideRequest(await as(sam), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "not-found",
    });
    const omarNow = await as(omar);
    await stale();
    await expect(decideRequest(await as(omar), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "not-found",
    });
    await db.runtime.pool.query("update on_call_schedule set fresh_until = now() + interval '1 hour'");
    expect((await decideRequest(omarNow, asked.id, { verdict: "approve" })).status).toBe("approved");
  });

  it("keeps the yes that was said in a shift when that is over", async () => {
    await shift(omar, "-1 hour", "1 hour");
    const asked = await ask(riley, "two");
    await decideRequest(await as(omar), asked.id, { verdict: "approve" });
    await db.runtime.pool.query("delete from on_call_shift");
    expect((await getRequest(await as(riley), asked.id)).stages.map(({ approvals }) => approvals)).toEqual([
      1, 0,
    ]);
    const done = await decideRequest(await as(sam), asked.id, { verdict: "approve" });
    expect(done.status).toBe("approved");
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ["nobody is ever on call", async () => {}, /Nobody but you is on call for payments before .* 4 h/],
    ["only the requester is", () => shift(riley, "-1 hour", "9 hours"), /Nobody but you/],
    ["the next shift begins too late", () => shift(omar, "5 hours", "9 hours"), /Nobody but you/],
    [
      "the schedule is too old",
      () => shift(omar, "-1 hour", "9 hours").then(stale),
      /could not be read since/,
    ],
  ])("is refused when it is asked for and %s (rule 8)", async (_what, prepare, words) => {
    await prepare();
    await expect(ask(riley, "alone")).rejects.toMatchObject({
      code: "no-approver",
      detail: expect.stringMatching(words),
    });
  });

  it.each<[string, () => Promise<unknown>]>([
    ["somebody will be on call in time", () => shift(omar, "3 hours", "9 hours")],
    [
      "somebody is whom Daypass has not seen yet",
      () => shift({ ...omar, ref: "user:default/new" }, "-1 hour", "1 hour"),
    ],
    [
      "the requester is now, and another one later",
      () => shift(riley, "-1 hour", "1 hour").then(() => shift(omar, "1 hour", "2 hours")),
    ],
  ])("waits when %s", async (_what, prepare) => {
    await prepare();
    expect((await ask(riley, "alone")).status).toBe("pending");
  });
});

describe("a schedule that daypass.yaml does not register", () => {
  it("makes the role one that cannot be asked for, on the page, in the dry run and for real", async () => {
    const words = expect.stringContaining("daypass.yaml registers no on-call schedule gone");
    await expect(ask(riley, "unknown")).rejects.toMatchObject({ code: "not-requestable", detail: words });
    const service = await getService(await as(riley), "shop/orders/orders-api");
    const role = service.roles.find(({ name }) => name === "unknown");
    expect(role).toMatchObject({ requestable: false, reason: words });
    const preview = await previewRequest(await as(riley), {
      service: "shop/orders/orders-api",
      role: "unknown",
      environment: "staging",
    });
    expect(preview.refusals[0]).toMatchObject({ code: "not-requestable", detail: words });
  });
});
