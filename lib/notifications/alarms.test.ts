import { afterAll, beforeAll, expect, it } from "vitest";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { completeReview } from "@/lib/reviews/complete-review";
import { remindDueReviews } from "@/lib/reviews/remind-due";
import { nameStandIn } from "@/lib/stand-ins/name-stand-in";
import { listNotifications } from "./queries";
import { workOff } from "./test-post";

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  const watched = {
    autoApprove: { eligible: ["group:default/engineering"] },
    postReview: { within: "2h", reviewers: ["group:default/security"] },
  };
  await declare(db.runtime, {
    ...ordersTrait,
    approvalPolicies: { ...ordersTrait.approvalPolicies, watched },
    roles: {
      ...ordersTrait.roles,
      watched: { scopes: ["orders:watched"], approval: "watched", onBehalf: ["group:default/security"] },
      rescuer: { scopes: ["orders:all"], breakGlass: true },
    },
  });
});
afterAll(() => db.drop());

const as = (person: Principal) => contextOf(db.runtime, person);
const take = (person: Principal, role: string, rest: object = {}) =>
  createRequest(as(person), {
    service: "shop/orders/orders-api",
    role,
    environment: "staging",
    durationSeconds: 3600,
    justification: "orders are lost while nobody is here",
    ...rest,
  });

async function told(person: Principal): Promise<string[]> {
  await workOff(db.runtime);
  const { items } = await listNotifications(as(person), {});
  return items
    .reverse()
    .flatMap(({ kind, topic, outcome }) => (topic === "alarms" ? [`${kind} ${outcome}`] : []));
}

it("a review is told to whoever may do it: to reviewers, and once it is overdue to owners and admins", async () => {
  const riley = await signIn(db.runtime, "riley", ["engineering"]);
  const olivia = await signIn(db.runtime, "olivia", ["orders-team"]);
  const ada = await signIn(db.runtime, "ada", ["platform"]);
  const seth = await signIn(db.runtime, "seth", ["security"]);
  const asker = await signIn(db.runtime, "asker", ["security"]);
  const standIn = await signIn(db.runtime, "stand-in", ["finance"]);
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  await nameStandIn(as(seth), { standIn: standIn.id, endsAt });

  const { grantId, reviewId } = await take(asker, "watched", { beneficiary: riley.ref });
  await revokeGrant(as(riley), grantId ?? "", { reason: "done" });
  const chase = async (hours: number) => {
    await db.runtime.pool.query(
      "update access_review set due_at = due_at - make_interval(hours => $2), remind_at = remind_at - make_interval(hours => $2) where id = $1",
      [reviewId, hours],
    );
    await remindDueReviews(systemContext(db.runtime, "worker"));
  };
  await chase(0);
  expect(await told(seth)).toEqual(["review-due null"]);
  expect(await told(olivia)).toEqual([]);
  await chase(2);
  await chase(24);
  const overdue = ["review-overdue null", "review-overdue null"];
  expect(await told(seth)).toEqual(["review-due null", ...overdue]);
  expect(await told(olivia)).toEqual(overdue);
  expect(await told(ada)).toEqual(overdue);
  // Neither of them may do it.
  for (const person of [riley, asker, standIn]) expect(await told(person)).toEqual([]);

  await completeReview(as(olivia), reviewId ?? "", { verdict: "justified", comment: "it was needed" });
  const done = ["review-overdue olivia reviewed it", "review-overdue olivia reviewed it"];
  expect(await told(ada)).toEqual(done);
});

it("break-glass is told to owners, and not to whoever decides in their place", async () => {
  const riley = await signIn(db.runtime, "riley-2", ["engineering"]);
  const oscar = await signIn(db.runtime, "oscar", ["orders-team"]);
  const standIn = await signIn(db.runtime, "stand-in-2", ["finance"]);
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  await nameStandIn(as(oscar), { standIn: standIn.id, endsAt });
  await take(riley, "rescuer");
  expect(await told(oscar)).toEqual(["break-glass-opened null"]);
  expect(await told(standIn)).toEqual([]);
});

it("break-glass that is extended is told to the owners again", async () => {
  const rita = await signIn(db.runtime, "rita", ["engineering"]);
  const oscar = await signIn(db.runtime, "otto", ["orders-team"]);
  const { grantId } = await take(rita, "rescuer");
  expect(await told(oscar)).toEqual(["break-glass-opened null"]);
  await createRequest(as(rita), {
    extends: grantId,
    durationSeconds: 1800,
    justification: "orders are lost still, and nobody is here",
  });
  await workOff(db.runtime);
  const { items } = await listNotifications(as(oscar), {});
  expect(items.map(({ title }) => title)).toEqual([
    "Break-glass: rita extended rescuer on Orders API",
    "Break-glass: rita took rescuer on Orders API",
  ]);
});
