import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { systemContext } from "@/lib/context/context";
import { createTestClock, type TestClock } from "@/lib/db/test-clock";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { deactivatePrincipal, reactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { passTime } from "@/lib/worker/clock";
import { cancelRequest } from "./cancel-request";
import { createRequest } from "./create-request";

let db: TestDatabase;
let clock: TestClock;
beforeAll(async () => {
  db = await createTestDatabase();
  clock = await createTestClock(db);
});
afterAll(async () => {
  await clock.close();
  await db.drop();
});

const hour = 3600;
const day = 24 * hour;
const groups = ["engineering", "orders-team", "security", "legal"];

const staged: AccessTrait = {
  ...ordersTrait,
  approvalPolicies: {
    ...ordersTrait.approvalPolicies,
    two: {
      stages: [
        { name: "owner", approvers: ["owners"], timeout: "1h" },
        { name: "security", approvers: ["group:default/security"], timeout: "3h" },
      ],
      expiresAfter: "20h",
    },
    pair: {
      stages: [
        {
          name: "groups",
          approvers: ["owners", "group:default/security", "group:default/legal"],
          required: 2,
          counts: "groups",
          timeout: "2h",
        },
      ],
    },
  },
};
/** The same service as its team rewrites it: other owners, fewer roles, shorter and stricter, and back. */
const versions: AccessTrait[] = [
  staged,
  { ...staged, owners: ["group:default/security"] },
  { ...staged, environments: { production: { maxDuration: "30m" } } },
  { ...staged, defaults: { eligible: ["group:default/legal"] } },
  {
    ...staged,
    approvalPolicies: { ...staged.approvalPolicies, two: ordersTrait.approvalPolicies?.two ?? {} },
  },
];

const number = fc.nat({ max: 1_000 });
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      who: number,
      role: number,
      later: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom("approve" as const, "approve" as const, "deny" as const),
      who: number,
      which: number,
    }),
  },
  fc.record({ kind: fc.constantFrom("cancel" as const, "revoke" as const), who: number, which: number }),
  fc.record({ kind: fc.constant("declare" as const), version: number }),
  fc.record({ kind: fc.constantFrom("deactivate" as const, "reactivate" as const), who: number }),
  fc.record({ kind: fc.constant("regroup" as const), who: number, groups: fc.subarray(groups) }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      seconds: fc.integer({ min: 60, max: 6 * hour }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("sweep" as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A refusal is an answer; anything else is a bug. */
async function attempt(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
  });
}

const admin = () => systemContext(db.runtime, "test");
const idOf = async (sql: string, which: number) => {
  const { rows } = await db.runtime.pool.query<{ id: string }>(sql);
  return rows.length > 0 ? (rows[which % rows.length]?.id ?? "none") : "none";
};

async function take(taken: Step, crowd: Principal[], ref: string): Promise<void> {
  const person = "who" in taken ? crowd[taken.who % crowd.length] : undefined;
  const ctx = person ? contextOf(db.runtime, person) : admin();
  const latest = "select id from access_request order by id desc limit 6";
  switch (taken.kind) {
    case "ask":
      return attempt(
        createRequest(ctx, {
          service: ref,
          role: Object.keys(staged.roles)[taken.role % Object.keys(staged.roles).length],
          environment: taken.role % 2 === 0 ? "production" : "staging",
          durationSeconds: hour,
          justification: "a reason that is long enough",
          ...(taken.later ? { startsAt: new Date(Date.now() + 5 * hour * 1000).toISOString() } : {}),
        }),
      );
    case "approve":
    case "deny":
      return attempt(
        decideRequest(ctx, await idOf(latest, taken.which), { verdict: taken.kind, comment: "because" }),
      );
    case "cancel": {
      const own = `select id from access_request where status = 'pending' and requester_id = '${person?.id}'`;
      return attempt(cancelRequest(ctx, await idOf(own, taken.which)));
    }
    case "revoke":
      return attempt(
        revokeGrant(ctx, await idOf("select id from access_grant order by id desc limit 6", taken.which), {
          reason: "test",
        }),
      );
    case "declare":
      await declare(db.runtime, versions[taken.version % versions.length], ref);
      return;
    case "deactivate":
      return attempt(deactivatePrincipal(admin(), person?.id ?? "", { reason: "left" }));
    case "reactivate":
      return attempt(reactivatePrincipal(admin(), person?.id ?? ""));
    case "regroup":
      return attempt(signIn(db.runtime, person?.subject ?? "", taken.groups));
    case "wait":
      return clock.forward(taken.seconds);
    case "sweep":
      await passTime(systemContext(db.runtime, "worker"));
  }
}

const [owner, holder, other] = [2, 6, 7];
/** One of each end, so that every run has them all: revoked, expired, denied, cancelled, and one that nobody answers. */
const everyEnd: Step[] = [
  { kind: "ask", who: holder, role: 0, later: false },
  { kind: "approve", who: owner, which: 0 },
  { kind: "revoke", who: owner, which: 0 },
  { kind: "ask", who: holder, role: 4, later: false },
  { kind: "ask", who: holder, role: 2, later: false },
  { kind: "deny", who: owner, which: 0 },
  { kind: "ask", who: holder, role: 3, later: false },
  { kind: "cancel", who: holder, which: 0 },
  { kind: "ask", who: other, role: 0, later: true },
];

/** What is still open, and what was closed more or less than once. */
const unfinished = `
select 'request ' || r.id || ' is ' || r.status as what from access_request r where r.status = 'pending'
union all
select 'grant ' || g.id || ' is ' || g.status from access_grant g where g.status in ('scheduled', 'active')
union all
select 'request ' || r.id || ' has ' || count(e.id) || ' ends' from access_request r left join audit_event e on e.request_id = r.id
  and e.outcome = 'success' and e.action in ('request.approved', 'request.denied', 'request.cancelled', 'request.lapsed')
  group by r.id having count(e.id) <> 1
union all
select 'grant ' || g.id || ' has ' || count(e.id) || ' ends' from access_grant g left join audit_event e on e.grant_id = g.id
  and e.outcome = 'success' and e.action in ('grant.expired', 'grant.revoked') group by g.id having count(e.id) <> 1
union all
select 'request ' || id || ' could wait for ever' from access_request where pending_until > created_at + interval '1 day'`;

it("ends every request and every grant by itself once time goes on, whatever happened before", async () => {
  let run = 0;
  const kinds = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
      run += 1;
      const ref = `shop/orders/run-${run}`;
      await declare(db.runtime, staged, ref);
      const crowd = await Promise.all(
        groups.flatMap((group, at) =>
          [1, 2].map((each) =>
            signIn(db.runtime, `${group}-${each}-${run}`, ["engineering", group, groups[at + each] ?? group]),
          ),
        ),
      );
      for (const each of steps) await take(each, crowd, ref);
      await clock.forward(40 * day);
      const worker = systemContext(db.runtime, "worker");
      while ((await passTime(worker)).count > 0);
      const { rows } = await db.runtime.pool.query<{ what: string }>(unfinished);
      expect(rows.map(({ what }) => what)).toEqual([]);
    }),
    { numRuns: 20, examples: [[everyEnd]] },
  );
  const { rows } = await db.runtime.pool.query<{ status: string; count: number }>(
    "select status::text, count(*)::int as count from access_request group by 1 union all select 'grant ' || status, count(*)::int from access_grant group by 1",
  );
  for (const { status, count } of rows) kinds.set(status, count);
  for (const status of ["approved", "denied", "cancelled", "lapsed", "grant expired", "grant revoked"])
    expect(kinds.get(status) ?? 0, status).toBeGreaterThan(0);
}, 120_000);
