import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Principal } from "@/lib/principals/principal";
import { createBundle } from "./create-bundle";
import { createRequest } from "./create-request";
import { getRequest, listRequests } from "./queries";

const orders = "shop/orders/orders-api";
const billing = "shop/billing/billing-api";

const trait: AccessTrait = {
  ...ordersTrait,
  roles: {
    ...ordersTrait.roles,
    reader: { scopes: ["orders:read"], onBehalf: ["group:default/leads"] },
    emergency: { scopes: ["orders:all"], breakGlass: true },
    audited: { scopes: ["orders:money"], authContext: { acrValues: ["urn:example:mfa"] } },
  },
};

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let bill: Principal;

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime, trait);
  await declare(
    db.runtime,
    { ...ordersTrait, title: "Billing", owners: ["group:default/billing-team"] },
    billing,
  );
});
afterAll(() => db.drop());

let round = 0;
beforeEach(async () => {
  round += 1;
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["orders-team"]);
  bill = await signIn(db.runtime, `bill-${round}`, ["billing-team"]);
});

const as = (principal: Principal) => contextOf(db.runtime, principal);
const terms = {
  durationSeconds: 3600,
  justification: "the quarter closes and both are looked at",
  ticket: "OPS-7",
};
const reader = { service: orders, role: "reader", environment: "production" };
const viewer = { service: billing, role: "viewer", environment: "staging" };

/** What a refused bundle must leave as it was; a refusal is audited by itself. */
async function written() {
  const { rows } = await db.runtime.pool.query(
    `select (select count(*) from access_request) as requests, (select count(*) from access_grant) as grants,
       (select count(*) from outbox_message) as messages,
       (select count(*) from audit_event where outcome = 'success') as events`,
  );
  return rows[0];
}

describe("a bundle is refused as a whole", () => {
  const errorsOf = async (items: object[], who = riley, more: object = {}) => {
    const before = await written();
    const error = await createBundle(as(who), { ...terms, ...more, items }).catch((refusal) => refusal);
    expect(await written()).toEqual(before);
    return { code: error.code, detail: error.detail, errors: error.extra.errors, extra: error.extra };
  };

  it("with one role only, with too many, with what no bundle has, and without a duration", async () => {
    expect(await errorsOf([reader])).toMatchObject({ code: "invalid-input", errors: [{ path: "items" }] });
    expect(await errorsOf(Array.from({ length: 21 }, () => reader))).toMatchObject({
      code: "invalid-input",
      errors: [{ path: "items", message: "at most 20 roles in one bundle" }],
    });
    expect(await errorsOf([reader, { ...viewer, extends: "grt_x" }])).toMatchObject({
      errors: [{ path: "items[1]" }],
    });
    expect(
      await errorsOf([{ ...reader, durationSeconds: 60 }, viewer], riley, { durationSeconds: undefined }),
    ).toMatchObject({
      errors: [{ path: "items[1].durationSeconds" }],
    });
  });

  it("and says what is wrong with every item, where it is", async () => {
    const answer = await errorsOf([
      { ...reader, justification: "it is closed" },
      { ...reader, role: "refunder", justification: "too short" },
      viewer,
      { ...reader, service: "shop/nowhere/api" },
      { ...reader, role: "nothing" },
      { ...reader, environment: "moon" },
    ]);
    expect(answer.code).toBe("not-found");
    expect(answer.errors).toMatchObject([
      {
        path: "items[1].justification",
        code: "invalid-input",
        message: expect.stringMatching(/^at least 20/),
      },
      { path: "items[3].service", code: "not-found" },
      { path: "items[4].role", code: "invalid-input" },
      { path: "items[5].environment", code: "invalid-input" },
    ]);
    expect(answer.detail).toMatch(/^Nothing was asked for\. items\[1\]\.justification: at least 20/);
  });

  it("where somebody else's rule is in the way: the refusal is audited about that item alone", async () => {
    const stranger = await signIn(db.runtime, `stranger-${round}`, ["finance"]);
    const { rows } = await db.runtime.pool.query("select coalesce(max(position), 0) as at from audit_event");
    expect(await errorsOf([viewer, reader], stranger)).toMatchObject({ code: "not-eligible" });
    const { rows: events } = await db.runtime.pool.query(
      `select action, outcome, service, subject, request_id, entry::jsonb #>> '{detail,role}' as role from audit_event where position > $1`,
      [rows[0].at],
    );
    expect(events).toEqual([
      {
        action: "request.created",
        outcome: "refused",
        service: billing,
        subject: stranger.id,
        request_id: null,
        role: "viewer",
      },
    ]);
  });

  it("where one is asked for twice, under whatever name its only place has", async () => {
    expect(await errorsOf([viewer, reader, viewer])).toMatchObject({
      code: "invalid-input",
      errors: [{ path: "items[2]", message: expect.stringContaining("items[0]") }],
    });
  });

  it("where one waits already, with the request to look at", async () => {
    const { id } = await createRequest(as(riley), { ...terms, ...reader });
    expect(await errorsOf([viewer, reader])).toMatchObject({
      code: "already-asked",
      errors: [{ path: "items[1]", code: "already-asked" }],
      extra: { accessRequestId: id },
    });
  });

  it("where two of it may not be held together", async () => {
    expect(
      await errorsOf([
        { ...reader, role: "refunder" },
        { ...reader, role: "auditor" },
      ]),
    ).toMatchObject({
      code: "conflicting-role",
      errors: [{ message: expect.stringContaining("both of this bundle") }],
    });
  });

  it("with a role for emergencies, which is taken by itself", async () => {
    expect(await errorsOf([viewer, { ...reader, role: "emergency" }])).toMatchObject({
      code: "invalid-input",
      errors: [{ path: "items[1].role", message: expect.stringContaining("by itself") }],
    });
  });

  it("for somebody else, where one of the roles lets nobody ask", async () => {
    const lead = await signIn(db.runtime, `lead-${round}`, ["leads", "engineering"]);
    expect(await errorsOf([reader, viewer], lead, { beneficiary: riley.id })).toMatchObject({
      code: "forbidden",
      errors: [{ path: "items[1]" }],
    });
  });

  it("and a stronger sign-in is asked for only once nothing else is in the way", async () => {
    const audited = { ...reader, role: "audited" };
    expect(await errorsOf([audited, { ...reader, role: "nothing" }])).toMatchObject({
      code: "invalid-input",
    });
    expect(await errorsOf([audited, viewer])).toMatchObject({
      code: "insufficient-authentication",
      extra: { acrValues: ["urn:example:mfa"] },
    });
  });

  it("to Daypass itself", async () => {
    await expect(
      createBundle(systemContext(db.runtime, "test"), { ...terms, items: [reader, viewer] }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });
});

describe("a bundle", () => {
  it("is so many ordinary requests, in the order given, with what was said once for all of them", async () => {
    const bundle = await createBundle(as(riley), {
      ...terms,
      items: [viewer, { ...reader, durationSeconds: 600, justification: "only this one", ticket: null }],
    });
    expect(bundle.items).toMatchObject([
      {
        ...viewer,
        status: "approved",
        justification: terms.justification,
        ticket: "OPS-7",
        durationSeconds: 3600,
      },
      { ...reader, status: "pending", justification: "only this one", ticket: null, durationSeconds: 600 },
    ]);
    const [first, second] = bundle.items;
    for (const item of bundle.items) {
      expect(item.bundleId).toBe(bundle.id);
      expect(await getRequest(as(riley), item.id)).toEqual(item);
    }
    expect(await auditTrail(db.runtime, { requestId: first?.id ?? "" })).toEqual([
      "request.created",
      "request.approved",
      "grant.activated",
    ]);
    const decided = await decideRequest(as(olivia), second?.id ?? "", {
      verdict: "deny",
      comment: "not now",
    });
    expect(decided.status).toBe("denied");
    expect((await getRequest(as(riley), first?.id ?? "")).status).toBe("approved");
    const { rows } = await db.runtime.pool.query(
      "select distinct entry::jsonb #>> '{detail,bundle}' as bundle from audit_event where request_id = any($1)",
      [bundle.items.map(({ id }) => id)],
    );
    expect(rows).toEqual([{ bundle: bundle.id }]);
  });

  it("shows everybody of it what they may see", async () => {
    const { id, items } = await createBundle(as(riley), {
      ...terms,
      items: [reader, { ...viewer, role: "reader" }],
    });
    const seenBy = async (who: Principal) =>
      (await listRequests(as(who), { bundle: id })).items.map((request) => request.id).sort();
    expect(await seenBy(riley)).toEqual(items.map((item) => item.id).sort());
    expect(await seenBy(olivia)).toEqual([items[0]?.id]);
    expect(await seenBy(bill)).toEqual([items[1]?.id]);
    expect(await seenBy(await signIn(db.runtime, `nobody-${round}`, ["finance"]))).toEqual([]);
  });

  it("never changes", async () => {
    const { items } = await createBundle(as(riley), {
      ...terms,
      items: [reader, { ...viewer, role: "reader" }],
    });
    await expect(
      db.runtime.pool.query("update access_request set bundle_id = null where id = $1", [items[0]?.id]),
    ).rejects.toMatchObject({ code: "42501" });
  });

  it("is asked once for one key, and another bundle under it is refused", async () => {
    const call = (hash: string) =>
      createBundle(contextOf(db.runtime, riley, { key: `k-${round}`, hash }), {
        ...terms,
        items: [reader, viewer],
      });
    const [one, other] = await Promise.all([call("a"), call("a")]);
    expect(other).toEqual(one);
    await expect(call("b")).rejects.toMatchObject({ code: "idempotency-mismatch" });
    expect((await listRequests(as(riley), { mine: "true" })).items).toHaveLength(2);
  });

  it("that is asked for twice at once, in whatever order, is there once and whole", async () => {
    const items = [reader, { ...reader, environment: "staging" }, viewer, { ...viewer, role: "reader" }];
    const answers = await Promise.allSettled([
      createBundle(as(riley), { ...terms, items }),
      createBundle(as(riley), { ...terms, items: items.toReversed() }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(answers.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "already-asked" },
    });
    expect((await listRequests(as(riley), { mine: "true" })).items).toHaveLength(4);
  });
});
