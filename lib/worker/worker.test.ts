import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { getGrant } from "@/lib/grants/queries";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { getRequest } from "@/lib/requests/queries";
import { startWorker, type Worker } from "./worker";

let db: TestDatabase;
let olivia: Principal;
const workers: Worker[] = [];

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime, {
    ...ordersTrait,
    approvalPolicies: {
      ...ordersTrait.approvalPolicies,
      brief: { stages: [{ name: "owner", approvers: ["owners"], required: 1 }], expiresAfter: "1s" },
    },
    roles: { ...ordersTrait.roles, brief: { scopes: ["orders:brief"], approval: "brief" } },
  });
  olivia = await signIn(db.runtime, "olivia", ["orders-team"]);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(() => db.drop());

async function start(count: number): Promise<void> {
  for (let index = 0; index < count; index++) workers.push(await startWorker(db.runtime));
}

async function grantFor(name: string, durationSeconds: number, startsAt?: Date) {
  const riley = await signIn(db.runtime, name, ["engineering"]);
  const ctx = contextOf(db.runtime, riley);
  const input = {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
    durationSeconds,
    justification: "test",
  };
  const asked = await createRequest(ctx, { ...input, startsAt: startsAt?.toISOString() });
  const { grantId } = await decideRequest(contextOf(db.runtime, olivia), asked.id, { verdict: "approve" });
  return { ctx, riley, requestId: asked.id, grantId: grantId ?? "" };
}

async function storedStatus(grantId: string): Promise<string | undefined> {
  return (
    await db.runtime.pool.query<{ status: string }>("select status from access_grant where id = $1", [
      grantId,
    ])
  ).rows[0]?.status;
}

describe("the worker", () => {
  it("marks a grant expired within two seconds of its end, once, however many workers there are", async () => {
    await start(4);
    const { requestId, grantId } = await grantFor("riley-expiry", 1);
    await sleep(1_300);
    expect(await storedStatus(grantId)).toBe("expired");
    expect(
      (await auditTrail(db.runtime, { requestId })).filter((action) => action === "grant.expired"),
    ).toHaveLength(1);
  });

  it("access has ended at its instant even while no worker runs", async () => {
    const { ctx, grantId } = await grantFor("riley-no-worker", 1);
    await sleep(1_050);
    expect(await storedStatus(grantId)).toBe("active");
    expect(await getGrant(ctx, grantId)).toMatchObject({ status: "expired", abilities: [] });
    await start(1);
    await sleep(300);
    expect(await storedStatus(grantId)).toBe("expired");
  });

  it("starts a scheduled grant at its instant, unless its holder lost eligibility meanwhile", async () => {
    await start(2);
    const soon = new Date(Date.now() + 1_200);
    const kept = await grantFor("riley-kept", 60, soon);
    const lost = await grantFor("riley-lost", 60, soon);
    expect([await storedStatus(kept.grantId), await storedStatus(lost.grantId)]).toEqual([
      "scheduled",
      "scheduled",
    ]);
    await signIn(db.runtime, "riley-lost", ["finance"]);
    await sleep(1_700);
    expect(await storedStatus(kept.grantId)).toBe("active");
    expect(await getGrant(lost.ctx, lost.grantId)).toMatchObject({
      status: "revoked",
      revokedBy: null,
      revokeReason: expect.stringContaining("no longer eligible"),
    });
  });

  it("closes a request that nobody decided in time", async () => {
    await start(1);
    const riley = await signIn(db.runtime, "riley-lapse", ["engineering"]);
    const ctx = contextOf(db.runtime, riley);
    const asked = await createRequest(ctx, {
      service: "shop/orders/orders-api",
      role: "brief",
      environment: "staging",
      durationSeconds: 60,
      justification: "test",
    });
    await sleep(1_300);
    expect(await getRequest(ctx, asked.id)).toMatchObject({ status: "lapsed", abilities: [] });
    await expect(
      decideRequest(contextOf(db.runtime, olivia), asked.id, { verdict: "approve" }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("takes over what a killed process had in its hands, and marks it once", async () => {
    const { requestId, grantId } = await grantFor("riley-killed", 1);
    await sleep(1_050);
    const dying = await db.runtime.pool.connect();
    await dying.query("begin");
    await dying.query("select 1 from access_grant where id = $1 for update", [grantId]);
    await start(1);
    await sleep(300);
    expect(await storedStatus(grantId)).toBe("active");
    const { rows } = await dying.query<{ pid: number }>("select pg_backend_pid() as pid");
    dying.on("error", () => {});
    const owner = new pg.Client({ connectionString: db.ownerUrl });
    await owner.connect();
    await owner.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    await owner.end();
    await sleep(500);
    dying.release(true);
    expect(await storedStatus(grantId)).toBe("expired");
    expect(
      (await auditTrail(db.runtime, { requestId })).filter((action) => action === "grant.expired"),
    ).toHaveLength(1);
  });

  it("stops at once while it sleeps", async () => {
    await start(1);
    await sleep(100);
    const before = Date.now();
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    expect(Date.now() - before).toBeLessThan(1_000);
  });
});
