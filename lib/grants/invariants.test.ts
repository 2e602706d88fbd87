import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { AppError } from "@/lib/errors/app-error";
import type { Principal } from "@/lib/principals/principal";
import { cancelRequest } from "@/lib/requests/cancel-request";
import { createRequest } from "@/lib/requests/create-request";
import { lapseDueRequests } from "@/lib/requests/lapse-due";
import type { RequestView } from "@/lib/requests/view";
import { expireDueGrants } from "./expire-due";
import { revokeGrant } from "./revoke-grant";

let db: TestDatabase;
let owners: Principal[];

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime);
  owners = [
    await signIn(db.runtime, "olivia", ["orders-team"]),
    await signIn(db.runtime, "oscar", ["orders-team"]),
  ];
});
afterAll(() => db.drop());

const ask = (person: Principal, durationSeconds: number, role = "reader") =>
  createRequest(contextOf(db.runtime, person), {
    service: "shop/orders/orders-api",
    role,
    environment: "staging",
    durationSeconds,
    justification: "test",
  });

/** A refusal is an answer; anything else is a bug. */
async function answer<T>(work: Promise<T>): Promise<T | string> {
  return work.catch((error: unknown) => {
    if (error instanceof AppError) return error.code;
    throw error;
  });
}

async function countEvents(requestId: string): Promise<Record<string, number>> {
  const { rows } = await db.runtime.pool.query<{ action: string; count: number }>(
    "select action, count(*)::int as count from audit_event where request_id = $1 and outcome = 'success' group by action",
    [requestId],
  );
  return Object.fromEntries(rows.map((row) => [row.action, row.count]));
}

describe("many at once", () => {
  it("50 parallel approvals by two owners give one grant and one activation", async () => {
    const riley = await signIn(db.runtime, "riley-parallel", ["engineering"]);
    const asked = await ask(riley, 3600);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        answer(
          decideRequest(contextOf(db.runtime, owners[index % 2] ?? riley), asked.id, { verdict: "approve" }),
        ),
      ),
    );
    expect(answers.filter((given) => typeof given !== "string")).toHaveLength(1);
    expect(answers.filter((given) => given === "conflict")).toHaveLength(49);
    const grants = await db.runtime.pool.query("select 1 from access_grant where request_id = $1", [
      asked.id,
    ]);
    expect(grants.rowCount).toBe(1);
    expect(await countEvents(asked.id)).toEqual({
      "request.created": 1,
      "decision.made": 1,
      "request.approved": 1,
      "grant.activated": 1,
    });
  });

  it("roles that may not be held together are not, however the approvals race", async () => {
    const riley = await signIn(db.runtime, "riley-duties", ["engineering"]);
    const first = await ask(riley, 3600, "auditor");
    await db.runtime.pool.query(
      "update access_request set pending_until = now() - interval '1 hour' where id = $1",
      [first.id],
    );
    const second = await createRequest(contextOf(db.runtime, riley), {
      service: "shop/orders/orders-api",
      role: "refunder",
      environment: "staging",
      durationSeconds: 3600,
      justification: "a reason that is long enough",
    });
    await db.runtime.pool.query(
      "update access_request set pending_until = now() + interval '1 hour' where id = $1",
      [first.id],
    );
    const sam = await signIn(db.runtime, "sam-duties", ["security"]);
    const [owner] = owners;
    if (!owner) throw new Error("the test has owners");
    await decideRequest(contextOf(db.runtime, owner), second.id, { verdict: "approve" });
    const answers = await Promise.all([
      answer(decideRequest(contextOf(db.runtime, owner), first.id, { verdict: "approve" })),
      answer(decideRequest(contextOf(db.runtime, sam), second.id, { verdict: "approve" })),
    ]);
    expect(answers.filter((given) => given === "conflicting-role")).toHaveLength(1);
  });
});

type Step =
  | "approve"
  | "approve-other"
  | "deny"
  | "cancel"
  | "revoke"
  | "give-back"
  | "expire"
  | "lapse"
  | "end-now"
  | "close-now"
  | "extend"
  | "approve-extension"
  | "shorten-extension";
const steps: Step[] = [
  "extend",
  "extend",
  "approve-extension",
  "approve-extension",
  "shorten-extension",
  "approve",
  "approve-other",
  "deny",
  "cancel",
  "revoke",
  "give-back",
  "expire",
  "lapse",
  "end-now",
  "close-now",
];

async function take(step: Step, person: Principal, request: RequestView): Promise<unknown> {
  const { pool } = db.runtime;
  const [owner, other] = owners;
  if (!owner || !other) throw new Error("the test has owners");
  const grantId = async () =>
    (await pool.query<{ id: string }>("select id from access_grant where request_id = $1", [request.id]))
      .rows[0]?.id ?? "none";
  switch (step) {
    case "approve":
      return answer(decideRequest(contextOf(db.runtime, owner), request.id, { verdict: "approve" }));
    case "approve-other":
      return answer(
        decideRequest(contextOf(db.runtime, other), request.id, { verdict: "approve", durationSeconds: 60 }),
      );
    case "deny":
      return answer(decideRequest(contextOf(db.runtime, other), request.id, { verdict: "deny" }));
    case "cancel":
      return answer(cancelRequest(contextOf(db.runtime, person), request.id));
    case "revoke":
      return answer(revokeGrant(contextOf(db.runtime, owner), await grantId(), { reason: "test" }));
    case "give-back":
      return answer(revokeGrant(contextOf(db.runtime, person), await grantId(), { reason: "test" }));
    case "expire":
      return expireDueGrants(systemContext(db.runtime, "worker"));
    case "lapse":
      return lapseDueRequests(systemContext(db.runtime, "worker"));
    case "extend":
      return answer(
        createRequest(contextOf(db.runtime, person), {
          extends: await grantId(),
          durationSeconds: 1800,
          justification: "longer",
        }),
      );
    case "approve-extension":
    case "shorten-extension": {
      const found = await pool.query<{ id: string }>(
        "select id from access_request where extends_grant_id = $1 order by id desc limit 1",
        [await grantId()],
      );
      const durationSeconds = step === "shorten-extension" ? { durationSeconds: 900 } : {};
      return answer(
        decideRequest(contextOf(db.runtime, owner), found.rows[0]?.id ?? "none", {
          verdict: "approve",
          ...durationSeconds,
        }),
      );
    }
    // Time passes: the end moves to now instead, and a sweep may come at any moment after.
    case "end-now":
      return pool.query(
        "update access_grant set ends_at = least(ends_at, clock_timestamp() + interval '1 ms') where request_id = $1 and status = 'active'",
        [request.id],
      );
    case "close-now":
      return pool.query(
        "update access_request set pending_until = clock_timestamp() where id = $1 and status = 'pending'",
        [request.id],
      );
  }
}

/** The invariants of docs/architecture.md, read back from the rows. */
async function checkInvariants(request: RequestView): Promise<void> {
  const { rows } = await db.runtime.pool.query<{
    status: string;
    grants: number;
    grant_status: string | null;
  }>(
    `select r.status, count(g.id)::int as grants, max(g.status::text) as grant_status
     from access_request r left join access_grant g on g.request_id = r.id where r.id = $1 group by r.id`,
    [request.id],
  );
  const [row] = rows;
  expect(row?.grants).toBe(row?.status === "approved" ? 1 : 0);
  const events = await countEvents(request.id);
  const count = (action: string) => events[action] ?? 0;
  expect(count("request.created")).toBe(1);
  for (const status of ["approved", "denied", "cancelled", "lapsed"])
    expect(count(`request.${status}`), status).toBe(row?.status === status ? 1 : 0);
  expect(count("grant.activated")).toBe(row?.grants);
  expect(count("grant.revoked")).toBe(row?.grant_status === "revoked" ? 1 : 0);
  expect(count("grant.expired")).toBe(row?.grant_status === "expired" ? 1 : 0);
  await checkExtensions(request);
}

/** Every approved extension moved the end exactly once, none gave a grant, and none waits for a grant that has ended. */
async function checkExtensions(request: RequestView): Promise<void> {
  const { rows } = await db.runtime.pool.query<{
    id: string;
    status: string;
    moved: number;
    grants: number;
    has_ended: boolean;
  }>(
    `select x.id, x.status, g.status in ('expired', 'revoked') as has_ended,
       (select count(*)::int from grant_extension e where e.request_id = x.id and e.grant_id = g.id and e.to_at > e.from_at) as moved,
       (select count(*)::int from access_grant other where other.request_id = x.id) as grants
     from access_grant g join access_request x on x.extends_grant_id = g.id where g.request_id = $1`,
    [request.id],
  );
  for (const row of rows) {
    expect(row.grants).toBe(0);
    expect(row.moved).toBe(row.status === "approved" ? 1 : 0);
    if (row.has_ended) expect(row.status).not.toBe("pending");
    const events = await countEvents(row.id);
    expect(events["grant.extended"] ?? 0).toBe(row.moved);
    expect(events["grant.activated"] ?? 0).toBe(0);
  }
}

describe("any order of events", () => {
  it("keeps the invariants over 200 random interleavings on several connections", async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.constantFrom(...steps), { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.boolean(),
        async (waves, isGranted) => {
          run += 1;
          const person = await signIn(db.runtime, `person-${run}`, ["engineering"]);
          const request = await ask(person, 3600);
          if (isGranted) for (const step of ["approve", "extend"] as const) await take(step, person, request);
          // Steps of one wave run at once.
          for (const wave of waves) await Promise.all(wave.map((step) => take(step, person, request)));
          await checkInvariants(request);
        },
      ),
      { numRuns: 200 },
    );
    const extended = await db.runtime.pool.query("select 1 from grant_extension");
    expect(extended.rowCount).toBeGreaterThan(10);
  }, 60_000);
});

describe("the database itself", () => {
  it.each([
    [
      "a decided request",
      "update access_request set status = 'pending', closed_at = null where status = 'approved'",
    ],
    [
      "an ended grant",
      "update access_grant set status = 'active', revoked_at = null, revoke_reason = null where status in ('expired', 'revoked')",
    ],
    ["a request's row", "delete from access_request"],
    ["a grant's row", "delete from access_grant"],
    [
      "a longer duration",
      "update access_request set effective_duration_seconds = duration_seconds + 0, role = 'refunder' where status = 'pending'",
    ],
  ])("refuses to change %s", async (_what, sql) => {
    const riley = await signIn(db.runtime, `riley-${_what}`, ["engineering"]);
    const [owner] = owners;
    const decided = await ask(riley, 3600);
    if (owner) {
      const { grantId } = await decideRequest(contextOf(db.runtime, owner), decided.id, {
        verdict: "approve",
      });
      await revokeGrant(contextOf(db.runtime, owner), grantId ?? "", { reason: "test" });
    }
    await ask(riley, 3600);
    await expect(db.runtime.pool.query(sql)).rejects.toMatchObject({ code: "42501" });
  });

  it("refuses a grant without an approved request, and a second grant for one", async () => {
    const riley = await signIn(db.runtime, "riley-origin", ["engineering"]);
    const asked = await ask(riley, 3600);
    const insert = `insert into access_grant (id, request_id, principal_id, service_id, declaration_id, role, scopes, status, starts_at, ends_at)
      select 'grt_' || gen_random_uuid(), id, requester_id, service_id, declaration_id, role, '{}', 'active', now(), now() + interval '1 hour' from access_request where id = $1`;
    await expect(db.runtime.pool.query(insert, [asked.id])).rejects.toMatchObject({ code: "42501" });
    const [owner] = owners;
    if (owner) await decideRequest(contextOf(db.runtime, owner), asked.id, { verdict: "approve" });
    await expect(db.runtime.pool.query(insert, [asked.id])).rejects.toMatchObject({ code: "23505" });
  });
});
