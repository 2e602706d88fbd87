import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { getGrant, listGrants } from "@/lib/grants/queries";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { cancelRequest } from "./cancel-request";
import { createRequest } from "./create-request";
import { getRequest, listRequests } from "./queries";

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let sam: Principal;
let stranger: Principal;
let auditor: Principal;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

// Each test has people of its own, so that no test sees another one's pending requests.
let round = 0;
beforeEach(async () => {
  round += 1;
  await declare(db.runtime, ordersTrait);
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["engineering", "orders-team"]);
  sam = await signIn(db.runtime, `sam-${round}`, ["security"]);
  stranger = await signIn(db.runtime, `stranger-${round}`, ["finance"]);
  auditor = await signIn(db.runtime, `avery-${round}`, ["audit"]);
});

const as = (principal: Principal) => contextOf(db.runtime, principal);
const reader = {
  service: "shop/orders/orders-api",
  role: "reader",
  environment: "production",
  durationSeconds: 3600,
  justification: "look",
};
const refunder = {
  ...reader,
  role: "refunder",
  justification: "a refund that support asked for",
  durationSeconds: 8 * 3600,
};

describe("what a verb answers", () => {
  it("is what the request is read as afterwards, however it went", async () => {
    const soon = new Date(Date.now() + 3_600_000).toISOString();
    const at = async (principal: Principal, answer: { id: string }) =>
      expect(answer).toEqual(await getRequest(as(principal), answer.id));
    await at(riley, await createRequest(as(riley), { ...reader, role: "viewer", durationSeconds: 600 }));
    const shortened = await createRequest(as(riley), { ...reader, startsAt: soon, ticket: "T-1" });
    await at(riley, shortened);
    const yes = { verdict: "approve", durationSeconds: 600, comment: "ten minutes" };
    await at(olivia, await decideRequest(as(olivia), shortened.id, yes));
    const staged = await createRequest(as(riley), refunder);
    await at(olivia, await decideRequest(as(olivia), staged.id, { verdict: "approve" }));
    await at(sam, await decideRequest(as(sam), staged.id, { verdict: "deny", comment: "not today" }));
    const taken = await createRequest(as(riley), { ...reader, role: "pair" });
    await at(riley, await cancelRequest(as(riley), taken.id));
  });
});

describe("the main job", () => {
  it("offers to shorten only what can be shorter", async () => {
    const { id } = await createRequest(as(riley), { ...reader, durationSeconds: 60 });
    expect((await getRequest(as(olivia), id)).abilities).toEqual(["approve", "deny", "claim"]);
  });

  it("goes from a request over a yes to an active grant, and the log tells it all", async () => {
    const asked = await createRequest(as(riley), reader);
    expect(asked).toMatchObject({
      status: "pending",
      effectiveDurationSeconds: 3600,
      cappedBy: null,
      abilities: ["cancel"],
    });
    expect((await getRequest(as(olivia), asked.id)).abilities).toEqual([
      "approve",
      "deny",
      "shorten",
      "claim",
    ]);

    const approved = await decideRequest(as(olivia), asked.id, {
      verdict: "approve",
      durationSeconds: 600,
      comment: "ten minutes will do",
    });
    expect(approved).toMatchObject({
      status: "approved",
      durationSeconds: 3600,
      effectiveDurationSeconds: 600,
      abilities: [],
    });
    const grant = await getGrant(as(riley), approved.grantId ?? "");
    expect(grant).toMatchObject({
      status: "active",
      scopes: ["orders:read"],
      abilities: ["use", "extend", "give-back", "revoke"],
    });
    expect(Date.parse(grant.endsAt) - Date.parse(grant.startsAt)).toBe(600_000);

    const ended = await revokeGrant(as(olivia), grant.id, { reason: "done" });
    expect(ended).toMatchObject({
      status: "revoked",
      revokedBy: { name: olivia.name },
      revokeReason: "done",
      abilities: [],
    });
    await expect(revokeGrant(as(olivia), grant.id, { reason: "again" })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await auditTrail(db.runtime, { requestId: asked.id })).toEqual([
      "request.created",
      "decision.made",
      "request.approved",
      "grant.activated",
      "grant.revoked",
      "grant.revoked refused",
    ]);
  });

  it("cuts to the strictest limit and says whose it is", async () => {
    expect(await createRequest(as(riley), refunder)).toMatchObject({
      durationSeconds: 28_800,
      effectiveDurationSeconds: 14_400,
      cappedBy: "environment production",
    });
  });

  it("needs every stage in order, and one person fills one seat", async () => {
    const both = await signIn(db.runtime, `both-${round}`, ["orders-team", "security"]);
    const asked = await createRequest(as(riley), refunder);
    await expect(decideRequest(as(sam), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "forbidden",
      detail: expect.stringContaining("not your turn"),
    });
    const half = await decideRequest(as(both), asked.id, { verdict: "approve" });
    expect(half).toMatchObject({ status: "pending", grantId: null });
    await expect(decideRequest(as(both), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await decideRequest(as(sam), asked.id, { verdict: "approve" })).toMatchObject({
      status: "approved",
    });
  });

  it("says yes by itself where the declaration does, within its own limit", async () => {
    const asked = await createRequest(as(riley), { ...reader, role: "viewer", durationSeconds: 28_800 });
    expect(asked).toMatchObject({
      status: "approved",
      effectiveDurationSeconds: 7200,
      cappedBy: "approval policy auto",
    });
  });
});

describe("refusals", () => {
  it("nobody approves their own request, owners included", async () => {
    const asked = await createRequest(as(olivia), { ...reader, role: "reader" }).catch((error) => error);
    // Olivia is one of several known owners, so she may ask, and another owner decides.
    expect(asked).toMatchObject({ status: "pending" });
    await expect(decideRequest(as(olivia), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "self-approval",
    });
  });

  it("refuses at once when nobody but the requester could approve", async () => {
    const ref = `shop/orders/solo-${round}`;
    await declare(db.runtime, { ...ordersTrait, owners: [`user:default/olivia-${round}`] }, ref);
    await expect(createRequest(as(olivia), { ...reader, service: ref })).rejects.toMatchObject({
      code: "no-approver",
    });
    await expect(createRequest(as(riley), { ...reader, service: ref, role: "pair" })).rejects.toMatchObject({
      code: "no-approver",
    });
    expect(await createRequest(as(riley), { ...reader, service: ref })).toMatchObject({ status: "pending" });
  });

  it.each([
    ["somebody who is not eligible", () => createRequest(as(stranger), reader), "not-eligible"],
    [
      "a role that does not exist",
      () => createRequest(as(riley), { ...reader, role: "king" }),
      "invalid-input",
    ],
    [
      "an inherited property as a role",
      () => createRequest(as(riley), { ...reader, role: "constructor" }),
      "invalid-input",
    ],
    [
      "a place that does not exist",
      () => createRequest(as(riley), { ...reader, environment: "moon" }),
      "invalid-input",
    ],
    [
      "no place where there are two",
      () => createRequest(as(riley), { ...reader, environment: undefined }),
      "invalid-input",
    ],
    [
      "a service that nobody declares",
      () => createRequest(as(riley), { ...reader, service: "a/b/c" }),
      "not-found",
    ],
    [
      "a reason that is too short",
      () => createRequest(as(riley), { ...refunder, justification: "because" }),
      "invalid-input",
    ],
    ["no duration", () => createRequest(as(riley), { ...reader, durationSeconds: 0 }), "invalid-input"],
    [
      "a member that is not known",
      () => createRequest(as(riley), { ...reader, status: "approved" }),
      "invalid-input",
    ],
    [
      "a control character",
      () => createRequest(as(riley), { ...reader, justification: "a\u0000b" }),
      "invalid-input",
    ],
    [
      "a start in the past",
      () => createRequest(as(riley), { ...reader, startsAt: "2020-01-01T00:00:00Z" }),
      "invalid-input",
    ],
  ])("refuses %s", async (_what, ask, code) => {
    await expect(ask()).rejects.toMatchObject({ code });
    expect((await listRequests(as(riley), { mine: "true" })).items).toEqual([]);
  });

  it("asking twice is one request", async () => {
    const first = await createRequest(as(riley), reader);
    await expect(createRequest(as(riley), reader)).rejects.toMatchObject({
      code: "already-asked",
      extra: { accessRequestId: first.id },
    });
    const race = await Promise.allSettled(
      [1, 2, 3, 4].map(() => createRequest(as(riley), { ...reader, environment: "staging" })),
    );
    expect(race.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  });

  it("keeps duties apart at asking and at approval", async () => {
    const asked = await createRequest(as(riley), { ...reader, role: "auditor" });
    await expect(createRequest(as(riley), refunder)).rejects.toMatchObject({ code: "conflicting-role" });
    await decideRequest(as(olivia), asked.id, { verdict: "approve" });
    await expect(createRequest(as(riley), refunder)).rejects.toMatchObject({ code: "conflicting-role" });
  });

  it.each([
    ["a widened duration", { verdict: "approve", durationSeconds: 7200 }, "invalid-input"],
    ["a duration with a no", { verdict: "deny", durationSeconds: 60 }, "invalid-input"],
    ["another word than yes or no", { verdict: "maybe" }, "invalid-input"],
  ])("refuses %s", async (_what, decision, code) => {
    const asked = await createRequest(as(riley), reader);
    await expect(decideRequest(as(olivia), asked.id, decision)).rejects.toMatchObject({ code });
    expect((await getRequest(as(riley), asked.id)).status).toBe("pending");
  });

  it("refuses decisions on what was cancelled, and strangers do not see it at all", async () => {
    const asked = await createRequest(as(riley), reader);
    await expect(decideRequest(as(stranger), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(decideRequest(as(auditor), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(cancelRequest(as(olivia), asked.id)).rejects.toMatchObject({ code: "forbidden" });
    expect(await cancelRequest(as(riley), asked.id)).toMatchObject({ status: "cancelled" });
    await expect(decideRequest(as(olivia), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(cancelRequest(as(riley), asked.id)).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a declaration that changed meanwhile", () => {
  it("lets the stricter rule win: removed approvers lose the vote, new ones do not reach back", async () => {
    const asked = await createRequest(as(riley), reader);
    await declare(db.runtime, { ...ordersTrait, owners: ["group:default/security"] });
    expect((await getRequest(as(riley), asked.id)).declarationChanged).toBe(true);
    await expect(decideRequest(as(olivia), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(decideRequest(as(sam), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("grants no longer than the new limit, and nothing once the role is gone", async () => {
    const first = await createRequest(as(riley), reader);
    const second = await createRequest(as(riley), { ...reader, environment: "staging" });
    await declare(db.runtime, { ...ordersTrait, environments: { production: { maxDuration: "10m" } } });
    expect(await decideRequest(as(olivia), first.id, { verdict: "approve" })).toMatchObject({
      effectiveDurationSeconds: 600,
    });
    await expect(decideRequest(as(olivia), second.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "conflict",
    });
    expect(await decideRequest(as(olivia), second.id, { verdict: "deny" })).toMatchObject({
      status: "denied",
    });
  });

  it("refuses when the requester lost eligibility before the yes", async () => {
    const asked = await createRequest(as(riley), reader);
    await signIn(db.runtime, riley.subject, ["finance"]);
    await expect(decideRequest(as(olivia), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "not-eligible",
    });
  });
});

describe("lists", () => {
  it("show exactly what the item page shows, to everybody", async () => {
    const people = [riley, olivia, sam, stranger, auditor];
    const ids = [
      await createRequest(as(riley), reader),
      await createRequest(as(olivia), { ...refunder }),
    ].map((request) => request.id);
    for (const person of people) {
      const listed = new Set((await listRequests(as(person), { limit: 200 })).items.map((item) => item.id));
      for (const id of ids) {
        const opened = await getRequest(as(person), id).then(
          () => true,
          () => false,
        );
        expect(listed.has(id), `${person.name} ${id}`).toBe(opened);
      }
      for (const item of (await listRequests(as(person), { decidable: "true" })).items)
        expect(item.abilities).toContain("approve");
    }
  });

  it("of grants show exactly what the page of a grant shows", async () => {
    const asked = await createRequest(as(riley), reader);
    const { grantId } = await decideRequest(as(olivia), asked.id, { verdict: "approve" });
    for (const person of [riley, olivia, sam, stranger, auditor]) {
      const listed = (await listGrants(as(person), { limit: 200 })).items.some(
        (grant) => grant.id === grantId,
      );
      const opened = await getGrant(as(person), grantId ?? "").then(
        () => true,
        () => false,
      );
      expect(listed, person.name).toBe(opened);
    }
  });

  it("page by cursor without a gap, and refuse a cursor of another list", async () => {
    for (const environment of ["staging", "production"])
      await createRequest(as(riley), { ...reader, environment });
    const first = await listRequests(as(riley), { mine: "true", limit: "1" });
    const second = await listRequests(as(riley), {
      mine: "true",
      limit: "1",
      cursor: first.nextCursor ?? "",
    });
    expect(new Set([...first.items, ...second.items].map((item) => item.environment))).toEqual(
      new Set(["staging", "production"]),
    );
    expect(second.nextCursor).toBeNull();
    await expect(listRequests(as(riley), { cursor: "bm9uc2Vuc2U" })).rejects.toMatchObject({
      code: "invalid-input",
    });
  });
});
