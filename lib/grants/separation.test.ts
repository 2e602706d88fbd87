import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { activateDueGrants } from "./activate-due";
import { getGrant } from "./queries";

const apart: AccessTrait = {
  ...ordersTrait,
  roles: {
    payer: { scopes: ["orders:pay"], conflictsWith: ["checker"] },
    checker: { scopes: ["orders:check"] },
  },
};
/** Before the two were kept apart: what was approved then starts now. */
const together: AccessTrait = {
  ...apart,
  roles: { payer: { scopes: ["orders:pay"] }, checker: { scopes: ["orders:check"] } },
};

let db: TestDatabase;
let olivia: Principal;
let count = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime, together);
  olivia = await signIn(db.runtime, "olivia", ["orders-team"]);
});
afterAll(() => db.drop());

const newcomer = () => signIn(db.runtime, `riley-${count++}`, ["engineering"]);

async function granted(who: Principal, role: string, startsAt?: Date): Promise<string> {
  const asked = await createRequest(contextOf(db.runtime, who), {
    service: "shop/orders/orders-api",
    role,
    environment: "staging",
    durationSeconds: 3600,
    justification: "test",
    startsAt: startsAt?.toISOString(),
  });
  const { grantId } = await decideRequest(contextOf(db.runtime, olivia), asked.id, { verdict: "approve" });
  return grantId ?? "";
}

const soon = () => new Date(Date.now() + 60_000);

/** Its time comes: the start may not move, so the guard is asked to look away. */
async function come(...grantIds: string[]): Promise<void> {
  const { default: pg } = await import("pg");
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  await owner.query("set session_replication_role = replica");
  await owner.query("update access_grant set starts_at = now() - interval '1 second' where id = any($1)", [
    grantIds,
  ]);
  await owner.end();
}

const activate = () => activateDueGrants(systemContext(db.runtime, "worker"));
const statusOf = async (who: Principal, id: string) =>
  (await getGrant(contextOf(db.runtime, who), id)).status;

describe("a scheduled start", () => {
  it("is refused beside a role that may not be held with it, and says which", async () => {
    const riley = await newcomer();
    await granted(riley, "payer");
    const later = await granted(riley, "checker", soon());
    await declare(db.runtime, apart);
    await come(later);
    await activate();
    const grant = await getGrant(contextOf(db.runtime, riley), later);
    expect(grant).toMatchObject({ status: "revoked", revokedBy: null });
    expect(grant.revokeReason).toContain("holds payer, which may not be held together with checker");
    const trail = await auditTrail(db.runtime, { requestId: grant.requestId });
    expect(trail.filter((action) => action.startsWith("grant."))).toEqual([
      "grant.scheduled",
      "grant.revoked",
    ]);
    await declare(db.runtime, together);
  });

  it("goes on beside a role that has ended, and beside one that only comes later", async () => {
    const riley = await newcomer();
    const first = await granted(riley, "payer");
    const now = await granted(riley, "checker", soon());
    await granted(riley, "payer", new Date(Date.now() + 3 * 3_600_000));
    await db.runtime.pool.query("update access_grant set ends_at = clock_timestamp() where id = $1", [first]);
    await declare(db.runtime, apart);
    await come(now);
    await activate();
    expect(await statusOf(riley, now)).toBe("active");
    await declare(db.runtime, together);
  });

  it("of two that may not be held together starts one, however many workers start them", async () => {
    for (let round = 0; round < 5; round++) {
      const riley = await newcomer();
      const pair = [await granted(riley, "payer", soon()), await granted(riley, "checker", soon())];
      await declare(db.runtime, apart);
      await come(...pair);
      await Promise.all([activate(), activate(), activate()]);
      const statuses = await Promise.all(pair.map((id) => statusOf(riley, id)));
      expect(statuses.sort()).toEqual(["active", "revoked"]);
      await declare(db.runtime, together);
    }
  });
});
