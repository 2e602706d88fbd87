import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { type Context, systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import type { RequestView } from "@/lib/requests/view";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { ensureSigningKey } from "@/lib/tokens/keys";
import { lookAhead } from "@/lib/worker/next-due";
import { completeReview } from "./complete-review";
import { countReviewsToDo, getReview, listReviews } from "./queries";
import { remindDueReviews } from "./remind-due";

const trait: AccessTrait = {
  ...ordersTrait,
  approvalPolicies: {
    ...ordersTrait.approvalPolicies,
    watched: {
      stages: [{ name: "owner", approvers: ["owners"], required: 1 }],
      postReview: { within: "2h", reviewers: ["group:default/security"] },
    },
  },
  roles: {
    ...ordersTrait.roles,
    fixer: { scopes: ["orders:fix"], approval: "watched", breakGlass: true },
    watched: { scopes: ["orders:watched"], approval: "watched" },
  },
};

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let seth: Principal;
let ada: Principal;

beforeAll(async () => {
  db = await createTestDatabase();
  await ensureSigningKey(db.runtime);
  await declare(db.runtime, trait);
  // Riley is in the group that reviews, too: nobody reviews their own.
  riley = await signIn(db.runtime, "riley", ["engineering", "security"]);
  olivia = await signIn(db.runtime, "olivia", ["orders-team"]);
  seth = await signIn(db.runtime, "seth", ["security"]);
  ada = await signIn(db.runtime, "ada", ["platform"]);
});
afterAll(() => db.drop());

const as = (who: Principal) => contextOf(db.runtime, who);
const worker = () => systemContext(db.runtime, "worker");

async function taken(role = "fixer", rest: object = {}): Promise<RequestView> {
  return createRequest(as(riley), {
    service: "shop/orders/orders-api",
    role,
    environment: "staging",
    durationSeconds: 3600,
    justification: "Orders are stuck and the API is down",
    ...rest,
  });
}

const giveBack = (request: RequestView) =>
  revokeGrant(as(riley), request.grantId ?? "", { reason: "It works again" });

async function ended(): Promise<{ request: RequestView; reviewId: string }> {
  const request = await taken();
  await giveBack(request);
  return { request, reviewId: request.reviewId ?? "" };
}

/** Time passes: what follows from it moves back instead. */
async function pass(reviewId: string, hours: number): Promise<void> {
  await db.runtime.pool.query(
    `update access_review set due_at = due_at - make_interval(hours => $2), remind_at = remind_at - make_interval(hours => $2) where id = $1`,
    [reviewId, hours],
  );
}

const stateOf = async (reviewId: string) =>
  (
    await db.runtime.pool.query(
      `select v.status, v.reminders, v.verdict, extract(epoch from v.due_at - least(g.ends_at, g.revoked_at))::int as within
       from access_review v join access_grant g on g.id = v.grant_id where v.id = $1`,
      [reviewId],
    )
  ).rows[0];

const done = { verdict: "justified", comment: "The incident was real" };
const refusal = (code: string) => expect.objectContaining({ code });

describe("a review is refused", () => {
  it.each([
    ["to its holder, though they are in the group", () => as(riley), "self-approval"],
    ["to an owner who is not named, while it is not overdue", () => as(olivia), "forbidden"],
    ["to a platform admin, while it is not overdue", () => as(ada), "forbidden"],
    [
      "to a workload",
      (): Context => ({ ...as(seth), actor: { kind: "workload", principal: seth, authentication: null } }),
      "forbidden",
    ],
  ])("%s", async (_who, ctx, code) => {
    const { request, reviewId } = await ended();
    await expect(completeReview(ctx(), reviewId, done)).rejects.toEqual(refusal(code));
    expect(await stateOf(reviewId)).toMatchObject({ status: "open", verdict: null });
    expect(await auditTrail(db.runtime, { requestId: request.id })).toContain("review.done refused");
  });

  it("to whom it is no business of, as if it were not there", async () => {
    const { reviewId } = await ended();
    const eve = await signIn(db.runtime, "eve", ["engineering"]);
    await expect(completeReview(as(eve), reviewId, done)).rejects.toEqual(refusal("not-found"));
    await expect(getReview(as(eve), reviewId)).rejects.toEqual(refusal("not-found"));
    expect((await listReviews(as(eve), {})).items).toEqual([]);
  });

  it("while the access runs: what came after it would be seen by nobody", async () => {
    const request = await taken();
    await expect(completeReview(as(seth), request.reviewId ?? "", done)).rejects.toEqual(refusal("conflict"));
    expect(await getReview(as(seth), request.reviewId ?? "")).toMatchObject({
      isMine: true,
      hasEnded: false,
      abilities: [],
      whyNot: expect.stringContaining("still runs"),
    });
  });

  it("without a word on what was found", async () => {
    const { reviewId } = await ended();
    await expect(completeReview(as(seth), reviewId, { verdict: "justified", comment: " " })).rejects.toEqual(
      refusal("invalid-input"),
    );
  });

  it("once it was done, and of two at once one is done", async () => {
    const { request, reviewId } = await ended();
    const sara = await signIn(db.runtime, "sara", ["security"]);
    const answers = await Promise.allSettled([
      completeReview(as(seth), reviewId, done),
      completeReview(as(sara), reviewId, { verdict: "not-justified", comment: "The API was up" }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(completeReview(as(seth), reviewId, done)).rejects.toEqual(refusal("conflict"));
    const trail = await auditTrail(db.runtime, { requestId: request.id });
    expect(trail.filter((action) => action === "review.done")).toHaveLength(1);
  });

  it("by the database too: a closed review never changes, and none is ever removed", async () => {
    const { reviewId } = await ended();
    await completeReview(as(seth), reviewId, done);
    for (const sql of [
      "update access_review set comment = 'other' where id = $1",
      "update access_review set status = 'open', verdict = null, comment = null, reviewer_id = null, done_at = null where id = $1",
      "delete from access_review where id = $1",
    ])
      await expect(db.runtime.pool.query(sql, [reviewId])).rejects.toMatchObject({ code: "42501" });
    const { reviewId: other } = await ended();
    await expect(
      db.runtime.pool.query("update access_review set reviewer_refs = '{}' where id = $1", [other]),
    ).rejects.toMatchObject({ code: "42501" });
  });
});

describe("a review", () => {
  it("is done by whom the declaration names, with what they found, and is gone from their list", async () => {
    const { request, reviewId } = await ended();
    const before = await listReviews(as(seth), { mine: "true" });
    expect(before.items.map(({ id }) => id)).toContain(reviewId);
    expect((await listReviews(as(riley), { mine: "true" })).items).toEqual([]);
    expect(await completeReview(as(seth), reviewId, done)).toMatchObject({
      status: "done",
      verdict: "justified",
      reviewedBy: { name: "seth" },
      abilities: [],
    });
    const after = await listReviews(as(seth), { mine: "true" });
    expect(after.items.map(({ id }) => id)).not.toContain(reviewId);
    expect(await countReviewsToDo(as(seth))).toBe(after.items.filter(({ hasEnded }) => hasEnded).length);
    expect((await auditTrail(db.runtime, { requestId: request.id })).at(-1)).toBe("review.done");
    // The holder reads what was found.
    expect(await getReview(as(riley), reviewId)).toMatchObject({ comment: "The incident was real" });
  });

  it("says how the access was used", async () => {
    const request = await taken();
    const token = () =>
      issueServiceToken(as(riley), { audience: "shop/orders/orders-api", grantId: request.grantId ?? "" });
    await token();
    await token();
    const { usage } = await getReview(as(seth), request.reviewId ?? "");
    expect(usage).toMatchObject({ tokens: 2, firstAt: expect.any(String), lastAt: expect.any(String) });
  });

  it("is due after the actual end: sooner when the access ends sooner, later when it goes on", async () => {
    const request = await taken();
    const id = request.reviewId ?? "";
    const { dueAt } = await getReview(as(seth), id);
    const extension = {
      extends: request.grantId,
      durationSeconds: 3 * 3600,
      justification: request.justification,
    };
    const extended = await createRequest(as(riley), extension);
    expect(extended).toMatchObject({ status: "approved", grantId: request.grantId, reviewId: null });
    const later = await getReview(as(seth), id);
    expect(Date.parse(later.dueAt) - Date.parse(dueAt)).toBe(3 * 3_600_000);
    await giveBack(request);
    const sooner = await getReview(as(seth), id);
    expect(Date.parse(sooner.dueAt)).toBeLessThan(Date.parse(dueAt));
    expect(await stateOf(id)).toMatchObject({ status: "open", within: 7200 });
  });

  it("follows what people approved, too, and not before the last yes", async () => {
    const asked = await taken("watched", { startsAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(asked).toMatchObject({ status: "pending", reviewId: null, breakGlass: false });
    const approved = await decideRequest(as(olivia), asked.id, { verdict: "approve" });
    expect(await stateOf(approved.reviewId ?? "")).toMatchObject({ status: "open", within: 7200 });
    // An access that never began leaves nothing to look at.
    await giveBack(approved);
    expect(await stateOf(approved.reviewId ?? "")).toMatchObject({ status: "moot" });
    await expect(completeReview(as(seth), approved.reviewId ?? "", done)).rejects.toEqual(
      refusal("conflict"),
    );
  });

  it("is seen by the auditor, whatever it is of", async () => {
    const { reviewId } = await ended();
    const audit = await signIn(db.runtime, "audra", ["audit"]);
    expect((await listReviews(as(audit), {})).items.map(({ id }) => id)).toContain(reviewId);
    expect(await getReview(as(audit), reviewId)).toMatchObject({ abilities: [], isMine: false });
  });
});

describe("chasing", () => {
  const told = async (requestId: string) =>
    (await auditTrail(db.runtime, { requestId })).filter(
      (action) => action.startsWith("review.") && action !== "review.opened",
    );

  it("tells of the end, then that it is overdue, then every day, and nothing once it is done", async () => {
    const { request, reviewId } = await ended();
    await remindDueReviews(worker());
    expect(await told(request.id)).toEqual(["review.reminded"]);
    await remindDueReviews(worker());
    expect(await told(request.id)).toHaveLength(1);

    await pass(reviewId, 2);
    await remindDueReviews(worker());
    await remindDueReviews(worker());
    expect(await told(request.id)).toEqual(["review.reminded", "review.overdue"]);

    await pass(reviewId, 24);
    await remindDueReviews(worker());
    await remindDueReviews(worker());
    expect(await told(request.id)).toEqual(["review.reminded", "review.overdue", "review.reminded"]);
    await completeReview(as(seth), reviewId, done);
    expect(await remindDueReviews(worker())).toBe(0);
  });

  it("catches up with one word after a long time, by one of many workers", async () => {
    const { request, reviewId } = await ended();
    await pass(reviewId, 24 * 30);
    const counts = await Promise.all(Array.from({ length: 4 }, () => remindDueReviews(worker())));
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
    expect(await told(request.id)).toEqual(["review.overdue"]);
    expect((await lookAhead(db.runtime.pool)).untilNext).toBeGreaterThan(0);
  });

  it("slows down to once a week, and never stops while it is open", async () => {
    const { request, reviewId } = await ended();
    let days = 0;
    for (const heard: number[] = []; heard.length < 17; days++) {
      await remindDueReviews(worker());
      const { length } = await told(request.id);
      if (length > (heard.at(-1) ?? 0)) heard.push(length);
      await pass(reviewId, 24);
      expect(days).toBeLessThan(60);
    }
    expect(days).toBeGreaterThan(17);
  });

  it("lets owners and platform admins do it once it is overdue, and never the holder", async () => {
    const { reviewId } = await ended();
    const waiting = async (who: Principal) =>
      (await listReviews(as(who), { mine: "true" })).items.map(({ id }) => id);
    expect(await waiting(olivia)).not.toContain(reviewId);
    await pass(reviewId, 3);
    for (const who of [olivia, ada]) expect(await waiting(who)).toContain(reviewId);
    await expect(completeReview(as(riley), reviewId, done)).rejects.toEqual(refusal("self-approval"));
    expect(await completeReview(as(olivia), reviewId, done)).toMatchObject({
      status: "done",
      overdue: false,
    });
  });
});
