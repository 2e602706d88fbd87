import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { systemContext } from "@/lib/context/context";
import { createTestClock, type TestClock } from "@/lib/db/test-clock";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { ensureSigningKey } from "@/lib/tokens/keys";
import { audience, engineer, grantTo, ordersTrait, publish, ref } from "@/lib/tokens/test-tokens";
import { reportAssertions } from "./report-assertions";
import { tellRepeats } from "./tell-repeats";

const other = "shop/payments/payments-api";
let db: TestDatabase;
let clock: TestClock;
let riley: Principal;
let grantId: string;
let jti: string;
let count = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  clock = await createTestClock(db);
  await ensureSigningKey(db.runtime);
  await publish(db.runtime);
  await publish(db.runtime, { ...ordersTrait, token: { audience: "urn:test:payments" } }, other);
});
afterAll(async () => {
  await clock.close();
  await db.drop();
});
beforeEach(async () => {
  await db.runtime.pool.query("delete from refusal");
  riley = await engineer(db.runtime, `riley-${++count}`);
  grantId = await grantTo(db.runtime, riley);
  ({ jti } = await issueServiceToken(contextOf(db.runtime, riley), { audience, grantId }));
});

const item = (over: object = {}) => ({
  at: new Date().toISOString(),
  service: ref,
  environment: "staging",
  reason: "missing-scope",
  jti,
  scopeRequired: ["orders:refund"],
  method: "POST",
  path: "/refunds?card=1",
  ...over,
});
const report = (items: object[], service = ref) =>
  reportAssertions(systemContext(db.runtime, service), service, { items });

interface Event {
  subject: string | null;
  grant_id: string | null;
  detail: Record<string, unknown>;
}
const events = async (service = ref): Promise<Event[]> =>
  (
    await db.runtime.pool.query<Event>(
      `select subject, grant_id, entry::jsonb -> 'detail' as detail from audit_event
       where action = 'assertion.failed' and outcome = 'failed' and service = $1 order by position`,
      [service],
    )
  ).rows;
/** Those that `work` adds. */
async function added(work: () => Promise<unknown>, service = ref): Promise<Event[]> {
  const before = (await events(service)).length;
  await work();
  return (await events(service)).slice(before);
}
const overTheMinute = async () => {
  await clock.forward(130);
  await tellRepeats(systemContext(db.runtime, "worker"));
};

it("refuses another service's name, and records nothing", async () => {
  const none = await added(() =>
    expect(report([item(), item({ service: other })])).rejects.toMatchObject({ code: "forbidden" }),
  );
  expect(none).toEqual([]);
});

it("puts whose token it was, the access and the explanation beside what was said", async () => {
  const [event, ...rest] = await added(() => report([item({ subject: "prn_somebody" })]));
  expect(rest).toEqual([]);
  expect(event).toMatchObject({
    subject: riley.id,
    grant_id: grantId,
    detail: {
      reason: "missing-scope",
      jti,
      subject: "prn_somebody",
      path: "/refunds",
      kind: "missing-scope",
      contradicted: false,
      explanation: "The token lacks orders:refund. It is for the role reader. The role refunder gives that.",
      calls: 1,
    },
  });
});

it("goes by the declaration of that moment", async () => {
  const reader = { scopes: ["orders:read", "orders:refund"] };
  await publish(db.runtime, { ...ordersTrait, roles: { ...ordersTrait.roles, reader } });
  const [event] = await added(() => report([item()]));
  expect(event?.detail).toMatchObject({ kind: "stale-role-mapping" });
  await publish(db.runtime);
});

it("says so where the record contradicts the service", async () => {
  const live = await added(() => report([item({ reason: "revoked" })]));
  expect(live[0]?.detail).toMatchObject({ kind: "revoked", contradicted: true });
  await revokeGrant(contextOf(db.runtime, riley), grantId, { reason: "done" });
  const dead = await added(() => report([item({ reason: "expired" })]));
  expect(dead[0]?.detail).toMatchObject({ kind: "revoked", contradicted: false });
});

describe("a token of another service", () => {
  it("tells its reporter and the log nothing of whose it is", async () => {
    const foreign = item({ service: other, reason: "expired" });
    const [event] = await added(
      async () => expect(await report([foreign], other)).toEqual({ recorded: 1 }),
      other,
    );
    expect(event).toMatchObject({
      subject: null,
      grant_id: null,
      detail: { kind: "wrong-audience", explanation: "The token is not for this service." },
    });
    expect(JSON.stringify(event)).not.toContain(riley.id);
    const { rows } = await db.runtime.pool.query("select * from refusal");
    expect(rows).toMatchObject([{ principal_id: null, grant_id: null }]);
    expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${riley.id}|${grantId}|${jti}|reader`));
  });
});

describe("many reports", () => {
  it("a thousand equal ones, at once from everywhere, are two events that tell of all", async () => {
    const told = await added(async () => {
      const hundred = Array.from({ length: 100 }, () => item());
      const answers = await Promise.all(Array.from({ length: 10 }, () => report(hundred)));
      expect(answers).toEqual(Array(10).fill({ recorded: 100 }));
      await overTheMinute();
      await overTheMinute();
    });
    // Where a minute turned meanwhile, it is the same for each of the two.
    expect(told.length).toBeLessThanOrEqual(4);
    expect(told.reduce((sum, { detail }) => sum + Number(detail.calls), 0)).toBe(1_000);
    expect(told.at(-1)).toMatchObject({ subject: riley.id, grant_id: grantId, detail: { repeated: true } });
  });

  it("with made-up tokens and reasons are one row each minute, however many they name", async () => {
    const strange = Array.from({ length: 100 }, (_, i) =>
      item({ jti: `made-up-${i}`, reason: `because ${i}`, scopeRequired: [`scope-${i}`] }),
    );
    const told = await added(async () => {
      for (let time = 0; time < 3; time++) await report(strange);
      await overTheMinute();
    });
    expect(told.length).toBeLessThanOrEqual(4);
    expect(told.reduce((sum, { detail }) => sum + Number(detail.calls), 0)).toBe(300);
    expect(told[0]).toMatchObject({ subject: null, grant_id: null, detail: { kind: "unknown-token" } });
  });

  it("are one event for each token and each reason", async () => {
    const second = await issueServiceToken(contextOf(db.runtime, riley), { audience, grantId });
    const told = await added(() =>
      report([item(), item({ reason: "missing-role" }), item({ jti: second.jti }), item()]),
    );
    expect(told.map(({ detail }) => [detail.jti, detail.reason, detail.calls])).toEqual(
      expect.arrayContaining([
        [jti, "missing-scope", 2],
        [jti, "missing-role", 1],
        [second.jti, "missing-scope", 1],
      ]),
    );
  });

  it("nothing is told twice, and a report sent again under its key counts once", async () => {
    const ctx = systemContext(db.runtime, ref);
    const again = { ...ctx, idempotency: { owner: "crd_test", key: `k-${count}`, hash: "h" } };
    const told = await added(async () => {
      for (let time = 0; time < 2; time++)
        expect(await reportAssertions(again, ref, { items: [item()] })).toEqual({ recorded: 1 });
      await overTheMinute();
    });
    expect(told).toHaveLength(1);
  });
});

it("takes what is hostile and keeps it within bounds, and refuses what is too much", async () => {
  const ugly = item({
    reason: "'; drop table refusal; --",
    path: "/\u202e<script>",
    subject: "x".repeat(255),
  });
  expect(await report([ugly])).toEqual({ recorded: 1 });
  for (const over of [
    { reason: "x".repeat(301) },
    { jti: "a\u0000b" },
    { scopeRequired: Array(51).fill("x") },
  ])
    await expect(report([item(over)])).rejects.toMatchObject({ code: "invalid-input" });
});

it("what a service says can neither hide nor turn round what stands beside it", async () => {
  const said = {
    reason: "no\u202esuch\nreason",
    method: "GE\u200bT",
    path: "/a\u2066b",
    subject: "prn\u202d",
  };
  const [event] = await added(() => report([item(said)]));
  expect(event?.detail).toMatchObject({
    reason: "no\\u202esuch\\u000areason",
    method: "GE\\u200bT",
    path: "/a\\u2066b",
    subject: "prn\\u202d",
  });
  const { rows } = await db.runtime.pool.query("select facts from refusal");
  expect(JSON.stringify(rows)).not.toMatch(/[\u200b-\u2069]/);
});
