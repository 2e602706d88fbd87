import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { getAuditEvent, listAuditEvents } from "@/lib/audit/queries";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import type { RequestView } from "@/lib/requests/view";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { ensureSigningKey } from "@/lib/tokens/keys";
import { revokeToken } from "@/lib/tokens/revoke-token";
import { completeReview } from "./complete-review";
import { getReview, listReviews } from "./queries";

const trait: AccessTrait = {
  ...ordersTrait,
  approvalPolicies: {
    ...ordersTrait.approvalPolicies,
    watched: {
      stages: [{ name: "owner", approvers: ["owners"], required: 1 }],
      autoApprove: { maxDuration: "8h", eligible: ["group:default/engineering"] },
      postReview: { within: "2h", reviewers: ["group:default/security"] },
    },
  },
  roles: {
    ...ordersTrait.roles,
    watched: { scopes: ["orders:watched"], approval: "watched", onBehalf: ["group:default/leads"] },
    plain: { scopes: ["orders:read"] },
  },
};

let db: TestDatabase;
let riley: Principal;
let lead: Principal;
let seth: Principal;
let reviewed: RequestView;
let other: RequestView;

const as = (who: Principal) => contextOf(db.runtime, who);

beforeAll(async () => {
  db = await createTestDatabase();
  await ensureSigningKey(db.runtime);
  await declare(db.runtime, trait);
  riley = await signIn(db.runtime, "riley", ["engineering"]);
  // Lena is in the group that reviews, too: nobody reviews what they asked for.
  lead = await signIn(db.runtime, "lena", ["leads", "security"]);
  seth = await signIn(db.runtime, "seth", ["security"]);
  const ask = { service: "shop/orders/orders-api", environment: "staging", durationSeconds: 3600 };
  const justification = "Riley is new and starts today";
  reviewed = await createRequest(as(lead), {
    ...ask,
    role: "watched",
    justification,
    beneficiary: riley.ref,
  });
  other = await createRequest(as(riley), { ...ask, role: "plain", justification });
  const grantId = reviewed.grantId ?? "";
  const { token } = await issueServiceToken(as(riley), { audience: ask.service, grantId });
  await revokeToken(db.runtime, { principal: riley }, token, "test-request");
  await revokeGrant(as(riley), grantId, { reason: "Done with it" });
});
afterAll(() => db.drop());

const seen = async (who: Principal, filter: object = {}) =>
  (await listAuditEvents(as(who), { limit: 200, ...filter })).items;

describe("whoever is named to review an access", () => {
  it("reads in the log all that became of it, by request and by grant", async () => {
    const actions = (await seen(seth, { service: reviewed.service })).map(({ action }) => action);
    for (const action of [
      "request.created",
      "token.issued",
      "token.revoked",
      "grant.revoked",
      "review.opened",
    ])
      expect(actions).toContain(action);
    const admin = await signIn(db.runtime, "ada", ["platform"]);
    const filter = { requestId: reviewed.id };
    expect(await seen(seth, filter)).toEqual(await seen(admin, filter));
    for (const { id } of await seen(seth, filter))
      expect(await getAuditEvent(as(seth), id)).toMatchObject({ id });
  });

  it("reads nothing of other requests for the same service", async () => {
    expect(await seen(seth, { requestId: other.id })).toEqual([]);
    const [event] = await seen(riley, { requestId: other.id });
    await expect(getAuditEvent(as(seth), event?.id ?? "")).rejects.toMatchObject({ code: "not-found" });
    const about = new Set((await seen(seth, { service: reviewed.service })).map(({ grantId }) => grantId));
    expect([...about].filter(Boolean)).toEqual([reviewed.grantId]);
  });

  it("no longer, once they are out of the group; and others never did", async () => {
    const was = await signIn(db.runtime, "sara", ["security"]);
    expect(await seen(was, { requestId: reviewed.id })).not.toEqual([]);
    const left = await signIn(db.runtime, "sara", ["engineering"]);
    expect(await seen(left, { requestId: reviewed.id })).toEqual([]);
    const eve = await signIn(db.runtime, "eve", ["engineering"]);
    expect(await seen(eve, { requestId: reviewed.id })).toEqual([]);
  });
});

describe("whoever asked for somebody else", () => {
  it("sees the review, one by one and in the list, and what was found", async () => {
    const only = await signIn(db.runtime, "lena", ["leads"]);
    const id = reviewed.reviewId ?? "";
    expect(await getReview(as(only), id)).toMatchObject({ id, abilities: [], isMine: false });
    expect((await listReviews(as(only), {})).items.map((review) => review.id)).toEqual([id]);
    expect((await listReviews(as(only), { mine: "true" })).items).toEqual([]);
  });

  it("cannot do it, though they are in the group that does", async () => {
    const again = await signIn(db.runtime, "lena", ["leads", "security"]);
    const done = { verdict: "justified", comment: "It was me who asked" };
    await expect(completeReview(as(again), reviewed.reviewId ?? "", done)).rejects.toMatchObject({
      code: "self-approval",
    });
    expect(await getReview(as(seth), reviewed.reviewId ?? "")).toMatchObject({ status: "open" });
  });

  it("shows it to nobody else who may ask for others", async () => {
    const another = await signIn(db.runtime, "luis", ["leads"]);
    await expect(getReview(as(another), reviewed.reviewId ?? "")).rejects.toMatchObject({
      code: "not-found",
    });
    expect((await listReviews(as(another), {})).items).toEqual([]);
  });
});
