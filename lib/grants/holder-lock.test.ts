import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { createBundle } from "@/lib/requests/create-bundle";
import { createRequest } from "@/lib/requests/create-request";
import type { RequestView } from "@/lib/requests/view";

const orders = "shop/orders/orders-api";
const billing = "shop/billing/billing-api";
const rounds = 12;

const trait: AccessTrait = {
  ...ordersTrait,
  roles: {
    reader: { scopes: ["orders:read"], onBehalf: ["group:default/leads", "group:default/engineering"] },
    viewer: { scopes: ["orders:view"], approval: "auto", onBehalf: ["group:default/engineering"] },
    fixer: { scopes: ["orders:fix"], breakGlass: true },
  },
};

let db: TestDatabase;
let olivia: Principal;
let count = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime, trait);
  await declare(db.runtime, trait, billing);
  olivia = await signIn(db.runtime, "olivia", ["orders-team"]);
});
afterAll(() => db.drop());

const as = (who: Principal) => contextOf(db.runtime, who);
const newcomer = () => signIn(db.runtime, `riley-${count++}`, ["engineering"]);
const terms = { durationSeconds: 3600, justification: "the orders are stuck and wait for us" };
const place = { service: orders, environment: "staging" };

const ask = (who: Principal, role: string) => createRequest(as(who), { ...place, ...terms, role });
const approve = ({ id }: RequestView) => decideRequest(as(olivia), id, { verdict: "approve" });
const deactivate = ({ id }: Principal) =>
  deactivatePrincipal(systemContext(db.runtime, "test"), id, { reason: "left" });
const extend = (who: Principal, grantId: string | null) =>
  createRequest(as(who), {
    extends: grantId,
    durationSeconds: 600,
    justification: "not done yet, more is stuck",
  });

/** Nobody waits for each other for ever: what is refused is refused by a rule. */
async function atOnce(...work: Promise<unknown>[]): Promise<void> {
  for (const answer of await Promise.allSettled(work))
    if (answer.status === "rejected") expect(answer.reason).toBeInstanceOf(AppError);
}

async function left({ id }: Principal) {
  const { rows } = await db.runtime.pool.query(
    `select (select count(*)::int from access_grant where principal_id = $1 and status in ('scheduled', 'active')) as grants,
       (select count(*)::int from access_request where requester_id = $1 and status = 'pending') as requests`,
    [id],
  );
  return rows[0];
}

/** Lets each do its work up to its audit event and wait there with what it locked, in this order; then all at once. */
async function meeting(...during: (() => Promise<unknown>)[]): Promise<void> {
  const gate = new pg.Client({ connectionString: db.ownerUrl });
  await gate.connect();
  await gate.query("begin");
  await gate.query("lock table audit_event in share mode");
  const works = [];
  for (const work of during) {
    works.push(work());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const all = atOnce(...works);
  await gate.query("commit");
  await gate.end();
  await all;
}

const nothing = { grants: 0, requests: 0 };

describe("whoever is deactivated keeps nothing of what another transaction gives in that moment", () => {
  it.each([
    ["by the last yes", "reader", true],
    ["by a declaration that says yes by itself", "viewer", false],
    ["in an emergency", "fixer", false],
    ["or would give: a request", "reader", false],
  ])("%s", async (_how, role, decided) => {
    const riley = await newcomer();
    const asked = decided ? await ask(riley, role) : null;
    await meeting(
      () => (asked ? approve(asked) : ask(riley, role)),
      () => deactivate(riley),
    );
    expect(await left(riley)).toEqual(nothing);
  });

  it.each(["reader", "viewer", "fixer"])("nor does the next who asks for %s come after it", async (role) => {
    const riley = await newcomer();
    await meeting(
      () => deactivate(riley),
      () => ask(riley, role),
    );
    expect(await left(riley)).toEqual(nothing);
  });
});

describe("many at once", () => {
  it("a yes, a yes to longer, asks and bundles beside a deactivation: no deadlock, and nothing is left", async () => {
    for (let round = 0; round < rounds; round++) {
      const riley = await newcomer();
      const lead = await newcomer();
      const { grantId } = await approve(await ask(riley, "reader"));
      const longer = await extend(riley, grantId);
      const emergency = await ask(riley, "fixer");
      const asked = await createRequest(as(riley), { ...place, ...terms, service: billing, role: "reader" });
      const items = [
        { ...place, role: "viewer" },
        { ...place, service: billing, role: "viewer" },
      ];
      await atOnce(
        approve(longer),
        approve(asked),
        extend(riley, emergency.grantId),
        deactivate(riley),
        createBundle(as(riley), { ...terms, items }),
        createBundle(as(lead), { ...terms, beneficiary: riley.id, items: items.toReversed() }),
      );
      expect(await left(riley)).toEqual(nothing);
    }
  });

  it("bundles of two people for each other and for themselves: no deadlock", async () => {
    for (let round = 0; round < rounds; round++) {
      const [one, other] = [await newcomer(), await newcomer()];
      const bundle = (who: Principal, ...holders: Principal[]) =>
        createBundle(as(who), {
          ...terms,
          items: holders.map(({ id }, index) => ({
            ...place,
            role: index === 0 ? "reader" : "viewer",
            ...(id === who.id ? {} : { beneficiary: id }),
          })),
        });
      await atOnce(
        bundle(one, one, other),
        bundle(one, other, one),
        bundle(other, one, other),
        bundle(other, other, one),
        bundle(one, other, other),
        bundle(other, other, other),
      );
    }
  });
});
