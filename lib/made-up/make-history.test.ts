import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, signIn } from "@/lib/db/test-world";
import { listRequests } from "@/lib/requests/queries";
import { absenceEvents, sendAway } from "./absences";
import { applicationFiles } from "./applications";
import { createChance } from "./chance";
import { eventsOf, signInsOf } from "./events";
import { type HistorySummary, makeHistory } from "./make-history";
import { makePeople } from "./people";
import { placesOf, type StoredService } from "./places";
import { refusalsIn } from "./refusals";
import { makeYear } from "./year";

const personas = [
  { id: "riley", name: "Riley", groups: ["engineering"] },
  { id: "olivia", name: "Olivia", groups: ["engineering", "orders-team"] },
];

let db: TestDatabase;
let folder: string;
let summary: HistorySummary;

const make = (database: TestDatabase, more: { intoOthers?: boolean; requests?: number } = {}) =>
  makeHistory(database.runtime, {
    seed: "test",
    issuer: testIssuer,
    source: { kind: "folder", name: "company", path: folder, declares: ["*"], whenGone: "end" },
    personas,
    people: 60,
    requests: 1_000,
    days: 365,
    intoOthers: false,
    ...more,
  });

const count = async (sql: string): Promise<number> =>
  Number((await db.runtime.pool.query<{ count: string }>(`select count(*) from ${sql}`)).rows[0]?.count);

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "daypass-made-up-"));
  mkdirSync(folder, { recursive: true });
  for (const { path: file, text } of applicationFiles(14)) writeFileSync(path.join(folder, file), text);
  db = await createTestDatabase();
  // Somebody whom Daypass knows already keeps their id.
  await signIn(db.runtime, "riley", ["engineering"]);
  summary = await make(db);
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true });
});

describe("a made-up year", () => {
  it("has the size that was asked for, and everything in it", async () => {
    expect(summary).toMatchObject({ services: 14, people: 60 });
    expect(summary.requests).toBeGreaterThan(960);
    expect(summary.pending).toBeGreaterThanOrEqual(3);
    expect(summary.live).toBeGreaterThanOrEqual(1);
    for (const status of ["pending", "approved", "denied", "cancelled", "lapsed"])
      expect(await count(`access_request where status = '${status}'`), status).toBeGreaterThan(0);
    for (const status of ["active", "expired", "revoked"])
      expect(await count(`access_grant where status = '${status}'`), status).toBeGreaterThan(0);
    expect(await count("decision where duration_seconds is not null")).toBeGreaterThan(0);
    expect(await count("audit_event where outcome = 'refused'")).toBeGreaterThan(0);
    const among = {
      "taken in an emergency": "access_request where break_glass",
      reviewed: "access_review where status = 'done'",
      "to be reviewed": "access_review where status = 'open'",
      "asked for a colleague": "access_request where asked_by_id is not null",
      extended: "grant_extension",
      away: "stand_in",
      "decided for somebody who is away": "decision where on_behalf_of_id is not null",
      risky: "access_request where risk = 'critical'",
    };
    for (const [what, sql] of Object.entries(among)) expect(await count(sql), what).toBeGreaterThan(0);
  });

  it("was published as its source says it, so that a sync has nothing to do", async () => {
    expect(await count("declaration")).toBe(14);
    expect(await count("service where declared_id = declaration_id and status = 'active'")).toBe(14);
    expect(await count("declaration_text where block is not null")).toBe(14);
    expect(await count("audit_event where action = 'declaration.published'")).toBe(14);
  });

  it("holds the invariants, row by row", async () => {
    const never = {
      "a grant without an approved request": `access_grant g join access_request r on r.id = g.request_id where r.status <> 'approved'`,
      "an approved request without its grant": `access_request r where status = 'approved'
        and not exists (select from access_grant g where g.request_id = r.id) and not exists (select from grant_extension e where e.request_id = r.id)`,
      "a grant of something else than was asked": `access_grant g join access_request r on r.id = g.request_id
        where (g.principal_id, g.service_id, g.role) <> (r.requester_id, r.service_id, r.role) or g.environment is distinct from r.environment`,
      "a grant that is longer than approved, or begins before": `access_grant g join access_request r on r.id = g.request_id
        left join grant_extension e on e.grant_id = g.id
        where coalesce(e.from_at, g.ends_at) - g.starts_at <> make_interval(secs => r.effective_duration_seconds) or g.starts_at < r.closed_at
          or g.ends_at <> coalesce(e.to_at, g.ends_at)`,
      "an extension that gives another time than was approved, or comes too late": `grant_extension e join access_request r on r.id = e.request_id
        where e.to_at - e.from_at <> make_interval(secs => r.effective_duration_seconds) or e.at <> r.closed_at or e.at >= e.from_at or r.created_at >= e.from_at`,
      "an extension that outlasts the limit of its role": `grant_extension e where e.to_at - e.at > interval '12 hours'`,
      "a request to extend that outlives its grant": `access_request r join access_grant g on g.id = r.extends_grant_id
        where r.status = 'pending' and (g.status <> 'active' or r.pending_until > g.ends_at)`,
      "an emergency without its review": `access_request r where break_glass and not exists (select from access_review v where v.request_id = r.id)`,
      "a review that is due at another time than its access says": `access_review v join access_grant g on g.id = v.grant_id
        where v.due_at <> least(g.ends_at, g.revoked_at) + make_interval(secs => v.within_seconds) or v.done_at < least(g.ends_at, g.revoked_at)`,
      "a review by its holder": `access_review v join access_grant g on g.id = v.grant_id where v.reviewer_id = g.principal_id`,
      "a reminder that was missed": `access_review where status = 'open' and remind_at <= now()`,
      "somebody who decides for whom they asked": `decision d join access_request r on r.id = d.request_id
        where r.asked_by_id in (d.approver_id, d.on_behalf_of_id) or r.requester_id = d.on_behalf_of_id`,
      "a stand-in outside the absence": `decision d where on_behalf_of_id is not null and not exists (select from stand_in s
        where (s.principal_id, s.stand_in_id) = (d.on_behalf_of_id, d.approver_id) and d.created_at >= s.starts_at and d.created_at < s.ends_at)`,
      "a stand-in who is away": `stand_in s join stand_in other on other.principal_id = s.stand_in_id`,
      "somebody away who decides": `decision d join stand_in s on s.principal_id = d.approver_id and d.created_at >= s.starts_at and d.created_at < s.ends_at`,
      "somebody who decides for themselves": `decision d join access_request r on r.id = d.request_id where d.approver_id = r.requester_id`,
      "a decision outside the life of its request": `decision d join access_request r on r.id = d.request_id
        where d.created_at < r.created_at or d.created_at > coalesce(r.closed_at, now())`,
      "a request that waits for ever": `access_request where status = 'pending' and pending_until <= now()`,
      "something of tomorrow": `access_request where created_at > now()`,
      "a grant that should have ended": `access_grant where status in ('scheduled', 'active') and ends_at <= now()`,
      "two that wait for the same": `(select from access_request where status = 'pending' group by requester_id, service_id, role, environment having count(*) > 1) twice`,
      "a token that outlives its grant": `issued_token t join access_grant g on g.id = t.grant_id where t.expires_at > g.ends_at`,
    };
    for (const [what, sql] of Object.entries(never)) expect(await count(sql), what).toBe(0);
  });

  it("is in the audit log, in order", async () => {
    const told = {
      "request.created": "access_request",
      "request.approved": "access_request where status = 'approved'",
      "request.denied": "access_request where status = 'denied'",
      "request.cancelled": "access_request where status = 'cancelled'",
      "request.lapsed": "access_request where status = 'lapsed'",
      "decision.made": "decision",
      "grant.expired": "access_grant where status = 'expired'",
      "grant.revoked": "access_grant where status = 'revoked'",
      "principal.created": "principal",
      "grant.extended": "grant_extension",
      "grant.break-glass-opened": "access_request where break_glass",
      "review.opened": "access_review",
      "review.done": "access_review where status = 'done'",
      "review.overdue": "access_review where reminders >= 2",
      "stand-in.named": "stand_in",
    };
    for (const [action, sql] of Object.entries(told)) {
      // Riley had come before.
      const before = action === "principal.created" ? 1 : 0;
      const events = await count(`audit_event where action = '${action}' and outcome = 'success'`);
      expect(events - before, action).toBe(await count(sql));
    }
    expect(
      await count(`access_grant g where status <> 'scheduled' and not exists (
        select from audit_event e where e.grant_id = g.id and e.action = 'grant.activated')`),
    ).toBe(0);
    expect(
      await count(`(select at < lag(at) over (order by position) as wrong from audit_event
        where entry::json ->> 'httpRequestId' = 'made-up') log where wrong`),
    ).toBe(0);
  });

  it("is seen by the decision core as it was made", async () => {
    const olivia = await signIn(db.runtime, "olivia", ["engineering", "orders-team"]);
    const { items } = await listRequests(contextOf(db.runtime, olivia), { decidable: "true" });
    expect(items.length).toBeGreaterThan(0);
    const auditor = contextOf(db.runtime, await signIn(db.runtime, "avery", ["audit"]));
    const approved = await listRequests(auditor, { status: "approved", limit: "200" });
    for (const { id, stages, grantId } of approved.items) {
      const isAuto = stages.every(({ decisions }) => decisions.length === 0);
      expect(grantId, id).not.toBeNull();
      expect(isAuto || stages.every(({ approvals, required }) => approvals === required), id).toBe(true);
    }
  });

  it("is the same in every row and event from the same seed, and another from another", async () => {
    const { rows: services } = await db.runtime.pool.query<StoredService>(
      `select s.id, s.ref, s.declaration_id as "declarationId", d.trait from service s join declaration d on d.id = s.declaration_id order by s.ref`,
    );
    const [from, to] = [new Date("2025-11-26T09:00:00Z"), new Date("2026-11-26T09:00:00Z")];
    const live = (seed: string): string => {
      const chance = createChance(seed);
      const people = makePeople(chance, testIssuer, personas, { count: 60, from, to });
      sendAway(chance, people, { from, to });
      const places = placesOf(services, people, db.runtime.config.limits);
      const plan = { from, to, requests: 200, pending: 3, live: 2, emergencies: 2 };
      const stories = makeYear(chance, places, plan, people.slice(0, 2));
      const events = [...stories.flatMap(eventsOf), ...signInsOf(people, stories), ...absenceEvents(people)];
      return JSON.stringify([
        people,
        stories.map(({ place, ...story }) => ({ ...story, of: place.service.ref })),
        events,
        refusalsIn(chance, stories, people),
      ]);
    };
    const first = live("a");
    expect(first.length).toBeGreaterThan(50_000);
    expect(live("a")).toBe(first);
    expect(live("b")).not.toBe(first);
  });

  it("is not made twice in one place", async () => {
    await expect(make(db)).rejects.toMatchObject({ code: "conflict" });
    expect(await count("access_request")).toBe(summary.requests);
  });
});

it("goes beside what other people did only when told to", async () => {
  const other = await createTestDatabase();
  const foreign = { ...testIssuer, issuer: "https://elsewhere.test" };
  await other.runtime.pool.query(
    "insert into principal (id, kind, issuer, subject, name, groups) values ('prn_1', 'user', $1, 'x', 'X', '{}')",
    [foreign.issuer],
  );
  await expect(make(other)).rejects.toMatchObject({
    code: "conflict",
    detail: expect.stringContaining("--into"),
  });
  await expect(make(other, { intoOthers: true, requests: 50 })).resolves.toMatchObject({ services: 14 });
  await other.drop();
});
