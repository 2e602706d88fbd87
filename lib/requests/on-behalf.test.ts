import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { getGrant } from "@/lib/grants/queries";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { cancelRequest } from "./cancel-request";
import { createRequest } from "./create-request";
import { findBeneficiaries } from "./find-beneficiaries";
import { previewRequest } from "./preview-request";
import { getRequest, listRequests } from "./queries";

let db: TestDatabase;
let riley: Principal;
let lead: Principal;
let olivia: Principal;

const trait: AccessTrait = {
  ...ordersTrait,
  roles: { ...ordersTrait.roles, reader: { scopes: ["orders:read"], onBehalf: ["group:default/leads"] } },
};

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime, trait);
});
afterAll(() => db.drop());

let round = 0;
beforeEach(async () => {
  round += 1;
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  lead = await signIn(db.runtime, `lead-${round}`, ["leads", "orders-team"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["orders-team"]);
});

const as = (principal: Principal) => contextOf(db.runtime, principal);
const reader = (rest: object = {}) => ({
  service: "shop/orders/orders-api",
  role: "reader",
  environment: "staging",
  durationSeconds: 3600,
  justification: "Riley is new and starts today",
  beneficiary: riley.ref,
  ...rest,
});

describe("asking for somebody else is refused", () => {
  it("to whom the declaration does not name, who learns nothing of who is known here", async () => {
    const nobody = await signIn(db.runtime, `nobody-${round}`, ["engineering"]);
    for (const beneficiary of [riley.ref, riley.id, "user:default/unknown"])
      await expect(createRequest(as(nobody), reader({ beneficiary }))).rejects.toMatchObject({
        code: "forbidden",
        detail: expect.stringContaining("group:default/leads"),
      });
    expect(
      await findBeneficiaries(as(nobody), { service: reader().service, role: "reader", q: "riley" }),
    ).toEqual({ items: [] });
  });

  it("for a role that names nobody for it", async () => {
    await expect(createRequest(as(lead), reader({ role: "viewer" }))).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("for whom nobody knows, for whom was deactivated, and for whom is not eligible", async () => {
    const path = { code: "invalid-input", extra: { errors: [{ path: "beneficiary" }] } };
    await expect(
      createRequest(as(lead), reader({ beneficiary: "user:default/unknown" })),
    ).rejects.toMatchObject(path);
    const stranger = await signIn(db.runtime, `stranger-${round}`, ["finance"]);
    await expect(createRequest(as(lead), reader({ beneficiary: stranger.id }))).rejects.toMatchObject({
      code: "not-eligible",
    });
    const parker = await signIn(db.runtime, "parker", ["platform"]);
    await deactivatePrincipal(as(parker), riley.id, { reason: "left" });
    await expect(createRequest(as(lead), reader({ beneficiary: riley.id }))).rejects.toMatchObject(path);
  });

  it("where the only ones who could decide are the two of them", async () => {
    const own = { ...trait, owners: [lead.ref ?? ""] };
    await declare(db.runtime, own, "shop/orders/lone-api");
    await expect(createRequest(as(lead), reader({ service: "shop/orders/lone-api" }))).rejects.toMatchObject({
      code: "no-approver",
    });
  });

  it("for an extension", async () => {
    await expect(
      createRequest(as(lead), {
        extends: "grt_x",
        beneficiary: riley.id,
        durationSeconds: 60,
        justification: "longer",
      }),
    ).rejects.toMatchObject({ code: "invalid-input", extra: { errors: [{ path: "beneficiary" }] } });
  });
});

describe("what was asked for somebody else", () => {
  it("is theirs, is seen by both, and gives access to them", async () => {
    const asked = await createRequest(as(lead), reader());
    expect(asked).toMatchObject({
      requester: { id: riley.id },
      askedBy: { id: lead.id, name: lead.name },
      abilities: ["cancel"],
    });
    expect(asked).toEqual(await getRequest(as(lead), asked.id));
    expect((await listRequests(as(riley), { mine: "true" })).items).toMatchObject([{ id: asked.id }]);
    expect((await listRequests(as(lead), { askedForOthers: "true" })).items).toMatchObject([
      { id: asked.id },
    ]);
    expect((await listRequests(as(lead), { mine: "true" })).items).toEqual([]);
    const { grantId } = await decideRequest(as(olivia), asked.id, { verdict: "approve" });
    expect(await getGrant(as(riley), grantId ?? "")).toMatchObject({ principal: { id: riley.id } });
    const { rows } = await db.runtime.pool.query(
      "select actor_id, subject, entry::jsonb #>> '{detail,askedBy}' as asked_by from audit_event where request_id = $1 and action = 'request.created'",
      [asked.id],
    );
    expect(rows).toEqual([{ actor_id: lead.id, subject: riley.id, asked_by: lead.name }]);
  });

  it("is approved by neither of the two, owners as they may be", async () => {
    const asked = await createRequest(as(lead), reader());
    for (const who of [lead, riley])
      await expect(decideRequest(as(who), asked.id, { verdict: "approve" })).rejects.toThrow();
    expect((await getRequest(as(olivia), asked.id)).status).toBe("pending");
  });

  it.each([
    ["the asker", () => lead],
    ["the requester", () => riley],
  ])("is taken back by %s", async (_who, who) => {
    const asked = await createRequest(as(lead), reader());
    await expect(cancelRequest(as(olivia), asked.id)).rejects.toMatchObject({ code: "forbidden" });
    expect(await cancelRequest(as(who()), asked.id)).toMatchObject({ status: "cancelled" });
    expect(await auditTrail(db.runtime, { requestId: asked.id })).toContain("request.cancelled");
  });

  it("never changes whose it is", async () => {
    const asked = await createRequest(as(lead), reader());
    await expect(
      db.runtime.pool.query("update access_request set asked_by_id = null where id = $1", [asked.id]),
    ).rejects.toMatchObject({ code: "42501" });
  });

  it("is one's own where it names oneself", async () => {
    const own = await signIn(db.runtime, `own-${round}`, ["leads", "engineering"]);
    expect(await createRequest(as(own), reader({ beneficiary: own.id }))).toMatchObject({ askedBy: null });
  });
});

it("people are found by name, and only those who are eligible", async () => {
  await signIn(db.runtime, `riley-the-accountant-${round}`, ["finance"]);
  const found = await findBeneficiaries(as(lead), {
    service: reader().service,
    role: "reader",
    q: `RILEY-${round}`,
  });
  expect(found.items).toEqual([{ id: riley.id, name: riley.name, ref: riley.ref }]);
  expect(await previewRequest(as(lead), reader())).toMatchObject({ refusals: [] });
});
