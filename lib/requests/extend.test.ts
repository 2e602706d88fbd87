import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { transact } from "@/lib/db/transact";
import { expireDueGrants } from "@/lib/grants/expire-due";
import { getGrant, listGrants } from "@/lib/grants/queries";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { GrantView } from "@/lib/grants/view";
import { enforceDeclarations } from "@/lib/narrowing/enforce-declaration";
import type { Principal } from "@/lib/principals/principal";
import { cancelRequest } from "./cancel-request";
import { createRequest } from "./create-request";
import { previewRequest } from "./preview-request";
import { getRequest } from "./queries";

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let serviceId: string;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

let round = 0;
beforeEach(async () => {
  round += 1;
  serviceId = (await declare(db.runtime, ordersTrait)).id;
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["orders-team"]);
});

const hour = 3_600;
const as = (principal: Principal) => contextOf(db.runtime, principal);
const reader = {
  service: "shop/orders/orders-api",
  role: "reader",
  environment: "production",
  durationSeconds: hour,
  justification: "look",
};

/** A grant of Riley's; `agoSeconds` after it began. */
async function held(ask: object = {}, agoSeconds = 0): Promise<GrantView> {
  const asked = await createRequest(as(riley), { ...reader, ...ask });
  const { grantId } = asked.grantId
    ? asked
    : await decideRequest(as(olivia), asked.id, { verdict: "approve" });
  if (agoSeconds > 0) await shift(grantId ?? "", agoSeconds);
  return getGrant(as(riley), grantId ?? "");
}

/** As if the grant had begun earlier: time passes, and no guard is in its way. */
async function shift(grantId: string, seconds: number): Promise<void> {
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  await owner.query("set session_replication_role = replica");
  await owner.query(
    "update access_grant set starts_at = starts_at - make_interval(secs => $2), ends_at = ends_at - make_interval(secs => $2) where id = $1",
    [grantId, seconds],
  );
  await owner.end();
}

const extend = (grant: GrantView, rest: object = {}) =>
  createRequest(as(riley), {
    extends: grant.id,
    durationSeconds: hour,
    justification: "not done yet",
    ...rest,
  });
const endOf = async (grant: GrantView) => Date.parse((await getGrant(as(riley), grant.id)).endsAt);

describe("asking to extend is refused", () => {
  it("for access that is not one's own, and for none", async () => {
    const grant = await held();
    const other = await signIn(db.runtime, `other-${round}`, ["engineering"]);
    for (const [who, id] of [
      [other, grant.id],
      [olivia, grant.id],
      [riley, "grt_none"],
    ] as const)
      await expect(
        createRequest(as(who), { extends: id, durationSeconds: hour, justification: "longer" }),
      ).rejects.toMatchObject({ code: "not-found" });
  });

  it.each([
    ["service", "shop/payments/payments-api"],
    ["role", "refunder"],
    ["environment", "staging"],
  ])("where it says another %s than the grant", async (path, value) => {
    await expect(extend(await held(), { [path]: value })).rejects.toMatchObject({
      code: "invalid-input",
      extra: { errors: [{ path }] },
    });
  });

  it("with a start of its own", async () => {
    const startsAt = new Date(Date.now() + 60_000).toISOString();
    await expect(extend(await held(), { startsAt })).rejects.toMatchObject({
      code: "invalid-input",
      extra: { errors: [{ path: "startsAt" }] },
    });
  });

  it("without a reason where the role needs one", async () => {
    await expect(extend(await held(), { justification: "" })).rejects.toMatchObject({
      code: "invalid-input",
    });
  });

  it("after it ended or was revoked", async () => {
    const over = await held({}, 2 * hour);
    await expect(extend(over)).rejects.toMatchObject({ code: "conflict", detail: /has ended.*anew/ });
    const revoked = await held();
    await revokeGrant(as(olivia), revoked.id, { reason: "enough" });
    await expect(extend(revoked)).rejects.toMatchObject({ code: "conflict", detail: /was revoked/ });
  });

  it("while nothing would be gained, with the limit and its name", async () => {
    const grant = await held({ durationSeconds: 4 * hour });
    expect(grant.abilities).not.toContain("extend");
    await expect(extend(grant)).rejects.toMatchObject({
      code: "conflict",
      detail: expect.stringContaining("production allows 4 h"),
    });
  });

  it("while another request for it waits", async () => {
    const grant = await held();
    const first = await extend(grant);
    await expect(extend(grant)).rejects.toMatchObject({
      code: "already-asked",
      extra: { accessRequestId: first.id },
    });
    const seen = await getGrant(as(riley), grant.id);
    expect(seen).toMatchObject({ waitingRequestId: first.id });
    expect(seen.abilities).not.toContain("extend");
  });
});

describe("an approved extension", () => {
  it("moves the end of the same grant, and the log tells it", async () => {
    const grant = await held();
    const asked = await extend(grant);
    expect(asked).toMatchObject({
      status: "pending",
      service: grant.service,
      role: "reader",
      environment: "production",
      grantId: null,
      extends: { grantId: grant.id, endsAt: grant.endsAt },
    });
    expect(Date.parse(asked.extends?.until ?? "") - Date.parse(grant.endsAt)).toBe(hour * 1000);
    expect(Date.parse(asked.pendingUntil)).toBeLessThanOrEqual(Date.parse(grant.endsAt));
    const approved = await decideRequest(as(olivia), asked.id, { verdict: "approve" });
    expect(approved).toMatchObject({ status: "approved", grantId: grant.id });
    expect(approved).toEqual(await getRequest(as(olivia), asked.id));
    expect((await endOf(grant)) - Date.parse(grant.endsAt)).toBe(hour * 1000);
    expect((await listGrants(as(riley), { mine: "true" })).items).toHaveLength(1);
    const now = await getGrant(as(riley), grant.id);
    expect(now.extensions).toMatchObject([{ requestId: asked.id, from: grant.endsAt, to: now.endsAt }]);
    expect({ ...now, endsAt: "", extensions: [] }).toEqual({ ...grant, endsAt: "", extensions: [] });
    expect(await auditTrail(db.runtime, { requestId: asked.id })).toEqual([
      "request.created",
      "decision.made",
      "request.approved",
      "grant.extended",
    ]);
  });

  it("never reaches beyond the yes and the role's limit, and says whose limit cut it", async () => {
    const grant = await held({}, 600);
    const asked = await extend(grant, { durationSeconds: 4 * hour });
    expect(asked).toMatchObject({ effectiveDurationSeconds: 4 * hour, cappedBy: "environment production" });
    const approved = await decideRequest(as(olivia), asked.id, { verdict: "approve" });
    const end = await endOf(grant);
    expect(approved).toMatchObject({ durationSeconds: 4 * hour, cappedBy: "environment production" });
    expect(approved.effectiveDurationSeconds).toBe((end - Date.parse(grant.endsAt)) / 1000);
    expect(Math.abs(end - Date.parse(approved.closedAt ?? "") - 4 * hour * 1000)).toBeLessThan(1_000);
    expect(end).toBeLessThanOrEqual(Date.parse(approved.closedAt ?? "") + 4 * hour * 1000);
  });

  it("may be shortened, and asked for once more", async () => {
    const grant = await held();
    const first = await extend(grant);
    await decideRequest(as(olivia), first.id, { verdict: "approve", durationSeconds: 600 });
    expect((await endOf(grant)) - Date.parse(grant.endsAt)).toBe(600_000);
    const second = await extend(grant, { durationSeconds: 900 });
    await decideRequest(as(olivia), second.id, { verdict: "approve" });
    expect((await endOf(grant)) - Date.parse(grant.endsAt)).toBe(1_500_000);
  });

  it("comes at once where the declaration says yes by itself, and is cut by that limit", async () => {
    const grant = await held({ role: "viewer", environment: "staging" }, 1_800);
    const asked = await extend(grant, { durationSeconds: 2 * hour });
    expect(asked).toMatchObject({
      status: "approved",
      grantId: grant.id,
      cappedBy: "approval policy auto",
    });
    expect(asked).toEqual(await getRequest(as(riley), asked.id));
    const end = await endOf(grant);
    expect(Math.abs(end - Date.parse(asked.createdAt) - 2 * hour * 1000)).toBeLessThan(1_000);
  });

  it("of a scheduled grant counts the limit from its start", async () => {
    const startsAt = new Date(Date.now() + 24 * hour * 1000).toISOString();
    const grant = await held({ startsAt });
    expect(grant.status).toBe("scheduled");
    const asked = await extend(grant, { durationSeconds: 8 * hour });
    await decideRequest(as(olivia), asked.id, { verdict: "approve" });
    expect((await endOf(grant)) - Date.parse(startsAt)).toBe(4 * hour * 1000);
  });

  it("is one extension, however many say yes at once", async () => {
    const grant = await held();
    const asked = await extend(grant);
    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, () => decideRequest(as(olivia), asked.id, { verdict: "approve" })),
    );
    expect(answers.filter((answer) => answer.status === "fulfilled")).toHaveLength(1);
    expect((await endOf(grant)) - Date.parse(grant.endsAt)).toBe(hour * 1000);
  });

  it("asked for at once by one who is approved by the declaration, is one after the other", async () => {
    const grant = await held({ role: "viewer", durationSeconds: 60 });
    const answers = await Promise.allSettled(
      Array.from({ length: 5 }, () => extend(grant, { durationSeconds: 60 })),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(5).fill("fulfilled"));
    expect((await endOf(grant)) - Date.parse(grant.endsAt)).toBe(300_000);
  });
});

describe("an extension whose grant ends", () => {
  const waiting = async () => {
    const grant = await held();
    return { grant, asked: await extend(grant) };
  };
  const closed = async (id: string) =>
    expect(await getRequest(as(riley), id)).toMatchObject({
      status: "cancelled",
      closeReason: "the access that it would extend ended",
      extends: { until: null },
      grantId: null,
    });

  it("closes by itself when the grant is revoked", async () => {
    const { grant, asked } = await waiting();
    await revokeGrant(as(olivia), grant.id, { reason: "enough" });
    await closed(asked.id);
    expect(await auditTrail(db.runtime, { requestId: asked.id })).toEqual([
      "request.created",
      "request.cancelled",
    ]);
    await expect(decideRequest(as(olivia), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("cannot be approved any more, and closes with the sweep", async () => {
    const { grant, asked } = await waiting();
    await shift(grant.id, 2 * hour);
    await expect(decideRequest(as(olivia), asked.id, { verdict: "approve" })).rejects.toMatchObject({
      code: "conflict",
      detail: expect.stringContaining("asked for anew"),
    });
    expect((await getRequest(as(olivia), asked.id)).abilities).not.toContain("approve");
    await expireDueGrants(systemContext(db.runtime, "worker"));
    await closed(asked.id);
  });

  it("closes when a new declaration ends the grant", async () => {
    const { asked } = await waiting();
    const { reader: _gone, ...roles } = ordersTrait.roles;
    const after = { ...ordersTrait, roles };
    const ctx = systemContext(db.runtime, "sync");
    await declare(db.runtime, after);
    await transact(ctx, "declaration.published", (tx) =>
      enforceDeclarations(tx, ctx, [{ serviceId, before: ordersTrait, after }]),
    );
    expect(await getRequest(as(riley), asked.id)).toMatchObject({ status: "cancelled" });
  });

  it("is approved or closed, never both, when yes and stop come at once", async () => {
    for (let attempt = 0; attempt < 10; attempt++) {
      const { grant, asked } = await waiting();
      await Promise.allSettled([
        decideRequest(as(olivia), asked.id, { verdict: "approve" }),
        revokeGrant(as(riley), grant.id, { reason: "done" }),
      ]);
      const request = await getRequest(as(riley), asked.id);
      expect((await getGrant(as(riley), grant.id)).status).toBe("revoked");
      expect(["approved", "cancelled"]).toContain(request.status);
    }
  });

  it("leaves the grant as it was when it is denied or taken back", async () => {
    const { grant, asked } = await waiting();
    await cancelRequest(as(riley), asked.id);
    const again = await extend(grant);
    await decideRequest(as(olivia), again.id, { verdict: "deny", comment: "no" });
    expect(await getGrant(as(riley), grant.id)).toEqual(grant);
  });
});

describe("a narrower declaration", () => {
  it("counts its limit from the last yes of an extended grant", async () => {
    const grant = await held({}, 3_000);
    await decideRequest(as(olivia), (await extend(grant, { durationSeconds: 2 * hour })).id, {
      verdict: "approve",
    });
    const narrowed = { ...ordersTrait, environments: { staging: {}, production: { maxDuration: "2h" } } };
    const ctx = systemContext(db.runtime, "sync");
    await transact(ctx, "declaration.published", (tx) =>
      enforceDeclarations(tx, ctx, [{ serviceId, before: ordersTrait, after: narrowed }]),
    );
    const now = await getGrant(as(riley), grant.id);
    const [extension] = now.extensions;
    expect(now.status).toBe("active");
    expect(Date.parse(now.endsAt) - Date.parse(extension?.at ?? "")).toBe(2 * hour * 1000);
  });
});

describe("what would happen", () => {
  it("is said before anything is asked", async () => {
    const grant = await held();
    const preview = await previewRequest(as(riley), { extends: grant.id, durationSeconds: 600 });
    expect(preview).toMatchObject({
      service: grant.service,
      role: "reader",
      limitSeconds: 4 * hour,
      extends: { grantId: grant.id, endsAt: grant.endsAt },
    });
    expect(Date.parse(preview.extends?.until ?? "") - Date.parse(grant.endsAt)).toBe(600_000);
  });

  it("is a refusal where the real ask would be one", async () => {
    const preview = await previewRequest(as(riley), { extends: (await held({}, 2 * hour)).id });
    expect(preview.refusals.map(({ code }) => code)).toContain("conflict");
  });
});

describe("the database itself", () => {
  const sql = (text: string, values: unknown[]) => db.runtime.pool.query(text, values);
  const refused = { code: "42501" };

  it("moves no end later without an extension of this very transaction", async () => {
    const grant = await held();
    const later = "update access_grant set ends_at = ends_at + interval '1 hour' where id = $1";
    await expect(sql(later, [grant.id])).rejects.toMatchObject(refused);
    const asked = await extend(grant);
    await decideRequest(as(olivia), asked.id, { verdict: "approve" });
    await sql("update access_grant set ends_at = $2 where id = $1", [grant.id, grant.endsAt]);
    await expect(sql(later, [grant.id])).rejects.toMatchObject(refused);
  });

  it("takes no extension without an approved request for exactly this grant", async () => {
    const grant = await held();
    const asked = await extend(grant);
    const keep =
      "insert into grant_extension select $1, id, ends_at, ends_at + interval '1 hour', now() from access_grant where id = $2";
    await expect(sql(keep, [asked.id, grant.id])).rejects.toMatchObject(refused);
    await expect(sql(keep, [grant.requestId, grant.id])).rejects.toMatchObject(refused);
    await decideRequest(as(olivia), asked.id, { verdict: "approve" });
    await expect(sql(keep, [asked.id, grant.id])).rejects.toMatchObject({ code: "23505" });
    await expect(sql("update grant_extension set to_at = now()", [])).rejects.toMatchObject(refused);
  });

  it("gives no grant for a request that extends one, and never changes which", async () => {
    const grant = await held();
    const asked = await extend(grant);
    await decideRequest(as(olivia), asked.id, { verdict: "approve" });
    const insert = `insert into access_grant (id, request_id, principal_id, service_id, declaration_id, role, scopes, status, starts_at, ends_at)
      select 'grt_' || gen_random_uuid(), id, requester_id, service_id, declaration_id, role, '{}', 'active', now(), now() + interval '1 hour' from access_request where id = $1`;
    await expect(sql(insert, [asked.id])).rejects.toMatchObject(refused);
    const again = await extend(grant, { durationSeconds: 60 });
    await expect(
      sql("update access_request set extends_grant_id = null where id = $1", [again.id]),
    ).rejects.toMatchObject(refused);
  });
});
