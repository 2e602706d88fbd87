import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { getGrant } from "@/lib/grants/queries";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "./create-request";
import { previewRequest } from "./preview-request";
import { getRequest, listRequests } from "./queries";

const emergencies: AccessTrait = {
  ...ordersTrait,
  approvalPolicies: {
    ...ordersTrait.approvalPolicies,
    reviewed: {
      autoApprove: { eligible: ["group:default/security"], maxDuration: "1h" },
      postReview: { within: "2h", reviewers: ["group:default/security"] },
    },
    "own-review": {
      autoApprove: {},
      postReview: { within: "2h", reviewers: ["group:default/night-shift"] },
    },
  },
  roles: {
    ...ordersTrait.roles,
    fixer: { scopes: ["orders:fix"], approval: "two", breakGlass: true, conflictsWith: ["auditor"] },
    capped: { scopes: ["orders:cap"], approval: "reviewed", breakGlass: true },
    alone: { scopes: ["orders:alone"], approval: "own-review", breakGlass: true },
    reviewed: { scopes: ["orders:seen"], approval: "own-review" },
  },
};

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let seth: Principal;

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime, emergencies);
  riley = await signIn(db.runtime, "riley", ["engineering"]);
  olivia = await signIn(db.runtime, "olivia", ["orders-team"]);
  seth = await signIn(db.runtime, "seth", ["security"]);
});
afterAll(() => db.drop());

const reason = "Orders are stuck and the API is down";
const input = (role: string, rest: object = {}) => ({
  service: "shop/orders/orders-api",
  role,
  environment: "staging",
  durationSeconds: 3600,
  justification: reason,
  ...rest,
});
const ask = (who: Principal, role: string, rest: object = {}) =>
  createRequest(contextOf(db.runtime, who), input(role, rest));

async function reviewOf(requestId: string) {
  const { rows } = await db.runtime.pool.query(
    `select v.status, v.reviewer_refs, v.reminders, extract(epoch from v.due_at - g.ends_at)::int as within
     from access_review v join access_grant g on g.id = v.grant_id where v.request_id = $1`,
    [requestId],
  );
  return rows;
}

describe("asking for a break-glass role is refused", () => {
  it("to whoever is not eligible, and is audited", async () => {
    const fred = await signIn(db.runtime, "fred", ["finance"]);
    await expect(ask(fred, "fixer")).rejects.toMatchObject({ code: "not-eligible" });
    expect(await auditTrail(db.runtime, { service: "shop/orders/orders-api" })).toContain(
      "request.created refused",
    );
  });

  it.each([
    ["without a reason that can be reviewed", { justification: "it is down" }, "justification"],
    ["for later", { startsAt: new Date(Date.now() + 3_600_000).toISOString() }, "startsAt"],
  ])("%s", async (_what, rest, path) => {
    await expect(ask(riley, "fixer", rest)).rejects.toMatchObject({
      code: "invalid-input",
      extra: { errors: [{ path }] },
    });
  });

  it("beside a role that it may not be held with", async () => {
    const dora = await signIn(db.runtime, "dora", ["engineering"]);
    await ask(dora, "auditor");
    await expect(ask(dora, "fixer")).rejects.toMatchObject({ code: "conflicting-role" });
  });
});

describe("breaking the glass", () => {
  it("grants at once, without the stages, loudly, and opens the review", async () => {
    const asked = await ask(riley, "fixer");
    expect(asked).toMatchObject({ status: "approved", breakGlass: true, stages: [] });
    expect(await getGrant(contextOf(db.runtime, riley), asked.grantId ?? "")).toMatchObject({
      status: "active",
      breakGlass: true,
      scopes: ["orders:fix"],
    });
    expect(await auditTrail(db.runtime, { requestId: asked.id })).toEqual([
      "request.created",
      "request.approved",
      "grant.activated",
      "grant.break-glass-opened",
      "review.opened",
    ]);
    const { rows } = await db.runtime.pool.query<{ entry: string }>(
      "select entry from audit_event where request_id = $1 and action in ('request.approved', 'grant.break-glass-opened') order by position",
      [asked.id],
    );
    expect(rows.map(({ entry }) => JSON.parse(entry).detail)).toMatchObject([
      { by: "break-glass" },
      { role: "fixer", justification: reason },
    ]);
    expect(await reviewOf(asked.id)).toEqual([
      { status: "open", reviewer_refs: ["group:default/orders-team"], reminders: 0, within: 86_400 },
    ]);
  });

  it("needs no automatic yes, and keeps its cap", async () => {
    const asked = await ask(riley, "capped", { durationSeconds: 7200 });
    expect(asked).toMatchObject({
      status: "approved",
      effectiveDurationSeconds: 3600,
      cappedBy: "approval policy reviewed",
    });
    expect(await reviewOf(asked.id)).toMatchObject([
      { reviewer_refs: ["group:default/security"], within: 7200 },
    ]);
  });

  it("can be seen by its reviewers, in lists as on its page, and by nobody else", async () => {
    const asked = await ask(riley, "capped");
    expect(await getRequest(contextOf(db.runtime, seth), asked.id)).toMatchObject({ abilities: [] });
    const seen = await listRequests(contextOf(db.runtime, seth), {});
    expect(seen.items.map(({ id }) => id)).toContain(asked.id);
    const eve = await signIn(db.runtime, "eve", ["engineering"]);
    await expect(getRequest(contextOf(db.runtime, eve), asked.id)).rejects.toMatchObject({
      code: "not-found",
    });
    expect((await listRequests(contextOf(db.runtime, eve), {})).items).toEqual([]);
  });

  it("stays what it is: the database lets nobody change it afterwards", async () => {
    const asked = await ask(riley, "fixer");
    await expect(
      db.runtime.pool.query("update access_request set break_glass = false where id = $1", [asked.id]),
    ).rejects.toMatchObject({ code: "42501" });
  });
});

describe("a review that nobody but the holder could do", () => {
  it("goes to the platform admins in an emergency", async () => {
    const nora = await signIn(db.runtime, "nora", ["engineering", "night-shift"]);
    const asked = await ask(nora, "alone");
    expect(await reviewOf(asked.id)).toMatchObject([{ reviewer_refs: db.runtime.config.admins }]);
  });

  it("is a reason to refuse where there is no emergency, and the dry run says so", async () => {
    const nils = await signIn(db.runtime, "nils", ["engineering", "day-shift"]);
    await declare(db.runtime, {
      ...emergencies,
      approvalPolicies: {
        ...emergencies.approvalPolicies,
        "own-review": {
          autoApprove: {},
          postReview: { within: "2h", reviewers: ["group:default/day-shift"] },
        },
      },
    });
    await expect(ask(nils, "reviewed")).rejects.toMatchObject({
      code: "no-approver",
      detail: expect.stringContaining("review"),
    });
    expect(await previewRequest(contextOf(db.runtime, nils), input("reviewed"))).toMatchObject({
      refusals: [{ code: "no-approver" }],
    });
    expect(await ask(riley, "reviewed")).toMatchObject({ status: "approved", breakGlass: false });
  });
});

describe("the dry run", () => {
  it("says that access comes at once, and who reviews it", async () => {
    expect(await previewRequest(contextOf(db.runtime, riley), input("fixer"))).toMatchObject({
      autoApproved: true,
      breakGlass: true,
      review: { withinSeconds: 86_400, reviewers: ["group:default/orders-team"] },
      stages: [],
      justification: { minLength: 20 },
    });
  });
});

describe("two who ask at once", () => {
  it("a person never gets two roles that may not be held together", async () => {
    await declare(db.runtime, {
      ...emergencies,
      roles: {
        ...emergencies.roles,
        one: { scopes: ["orders:one"], breakGlass: true, conflictsWith: ["other"] },
        other: { scopes: ["orders:other"], breakGlass: true },
      },
    });
    for (let round = 0; round < 8; round++) {
      const sam = await signIn(db.runtime, `sam-${round}`, ["engineering"]);
      const answers = await Promise.allSettled(
        ["one", "other", "one", "other"].map((role) => ask(sam, role)),
      );
      const { rows } = await db.runtime.pool.query<{ role: string }>(
        "select distinct role from access_grant where principal_id = $1",
        [sam.id],
      );
      expect(rows).toHaveLength(1);
      for (const answer of answers)
        if (answer.status === "rejected") expect(answer.reason).toMatchObject({ code: "conflicting-role" });
    }
  });

  it("an owner hears of it: the change is told to the owners and the reviewers", async () => {
    const client = await db.runtime.pool.connect();
    const heard: string[] = [];
    client.on("notification", ({ payload }) => heard.push(payload ?? ""));
    await client.query("listen daypass_change");
    const asked = await ask(riley, "capped");
    await client.query("select 1");
    client.release(true);
    const change = heard.map((payload) => JSON.parse(payload)).find(({ id }) => id === asked.id);
    expect(change?.audience).toEqual(
      expect.arrayContaining(["group:default/orders-team", "group:default/security"]),
    );
    expect(olivia.groups).toContain("group:default/orders-team");
  });
});
