import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import type { Context } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { auditTrail, contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import type { Authentication } from "@/lib/principals/authentication";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "./create-request";
import { previewRequest } from "./preview-request";
import { getRequest, listRequests } from "./queries";

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

let round = 0;
beforeEach(async () => {
  round += 1;
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["orders-team"]);
});

/** Roles need the second factor; production needs it to be of the last quarter of an hour. */
const strict: AccessTrait = {
  ...ordersTrait,
  roles: {
    ...ordersTrait.roles,
    reader: { scopes: ["orders:read"], authContext: { acrValues: ["mfa"] } },
    viewer: { scopes: ["orders:view"], approval: "auto", authContext: { acrValues: ["mfa"] } },
  },
  environments: { staging: {}, production: { authContext: { maxAge: "15m" } } },
};
const ask = {
  service: "shop/orders/orders-api",
  role: "reader",
  environment: "production",
  durationSeconds: 600,
  justification: "look",
};

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const strong = (): Authentication => ({ at: minutesAgo(1), acr: "mfa", amr: ["otp"] });
const as = (principal: Principal, authentication: Authentication | null = null): Context => ({
  ...contextOf(db.runtime, principal),
  actor: { kind: principal.kind, principal, authentication },
});
const weak: [string, () => Authentication | null][] = [
  ["of which nothing is known", () => null],
  ["of another class", () => ({ ...strong(), acr: "pwd" })],
  ["of another day", () => ({ ...strong(), at: minutesAgo(16) })],
  ["of a time that nobody vouches for", () => ({ ...strong(), at: null })],
];

const lastRefusal = async (actor: Principal) => {
  const { rows } = await db.runtime.pool.query(
    "select action, outcome, entry::jsonb -> 'detail' as detail from audit_event where actor_id = $1 order by position desc limit 1",
    [actor.id],
  );
  return rows[0];
};

describe("asking", () => {
  it.each(weak)("is refused with a sign-in %s, and says what to do", async (_what, how) => {
    await declare(db.runtime, strict);
    await expect(createRequest(as(riley, how()), ask)).rejects.toMatchObject({
      code: "insufficient-authentication",
      status: 401,
      detail: expect.stringMatching(
        /^reader in production needs a sign-in of class mfa, at most 15 min old \(authContext of its declaration\); yours is .*\. Sign in again/,
      ),
      extra: { acrValues: ["mfa"], amrValues: [], maxAgeSeconds: 900 },
    });
    expect((await listRequests(as(riley), { mine: "true" })).items).toEqual([]);
    expect(await lastRefusal(riley)).toMatchObject({
      action: "request.created",
      outcome: "refused",
      detail: { code: "insufficient-authentication", role: "reader" },
    });
  });

  it("is as strict where nobody is asked", async () => {
    await declare(db.runtime, strict);
    const viewer = { ...ask, role: "viewer" };
    await expect(createRequest(as(riley), viewer)).rejects.toMatchObject({
      code: "insufficient-authentication",
    });
    expect(await createRequest(as(riley, strong()), viewer)).toMatchObject({ status: "approved" });
  });

  it("asks for no more than the place does", async () => {
    await declare(db.runtime, strict);
    const old = { ...strong(), at: minutesAgo(60) };
    const asked = await createRequest(as(riley, old), { ...ask, environment: "staging" });
    expect(asked.status).toBe("pending");
  });

  it("is previewed by the same rule, after everything else", async () => {
    await declare(db.runtime, strict);
    const seen = async (authentication: Authentication | null, input = ask) =>
      (await previewRequest(as(riley, authentication), input)).refusals.map(({ code }) => code);
    expect(await seen(null)).toEqual(["insufficient-authentication"]);
    expect(await seen(null, { ...ask, justification: "" })).toEqual([
      "invalid-input",
      "insufficient-authentication",
    ]);
    expect(await seen(strong())).toEqual([]);
  });

  it("is for a workload whose issuer says how it signed in", async () => {
    await declare(db.runtime, strict);
    await db.runtime.pool.query("update principal set kind = 'workload' where id = $1", [riley.id]);
    const robot: Principal = { ...riley, kind: "workload" };
    await expect(createRequest(as(robot), ask)).rejects.toMatchObject({
      code: "insufficient-authentication",
    });
    expect((await createRequest(as(robot, strong()), ask)).status).toBe("pending");
  });
});

describe("deciding", () => {
  const asked = async () => {
    await declare(db.runtime, strict);
    return (await createRequest(as(riley, strong()), ask)).id;
  };

  it.each(weak)("yes is refused with a sign-in %s, and changes nothing", async (_what, how) => {
    const id = await asked();
    for (const durationSeconds of [undefined, 300])
      await expect(
        decideRequest(as(olivia, how()), id, { verdict: "approve", durationSeconds }),
      ).rejects.toMatchObject({ code: "insufficient-authentication", extra: { maxAgeSeconds: 900 } });
    expect(await getRequest(as(riley), id)).toMatchObject({ status: "pending", grantId: null });
    expect(await lastRefusal(olivia)).toMatchObject({
      action: "decision.made",
      outcome: "refused",
      detail: { code: "insufficient-authentication" },
    });
  });

  it("yes is given with a sign-in that does, and the log says which", async () => {
    const id = await asked();
    const decided = await decideRequest(as(olivia, strong()), id, { verdict: "approve" });
    expect(decided).toMatchObject({ status: "approved", stepUp: null });
    const { rows } = await db.runtime.pool.query(
      "select entry::jsonb -> 'detail' as detail from audit_event where request_id = $1 and action = 'decision.made'",
      [id],
    );
    expect(rows).toMatchObject([
      { detail: { signIn: { acr: "mfa", amr: ["otp"], auth_time: expect.any(Number) } } },
    ]);
  });

  it("no takes no more than a session", async () => {
    const id = await asked();
    const no = await decideRequest(as(olivia), id, { verdict: "deny", comment: "not today" });
    expect(no.status).toBe("denied");
  });

  it("shows what it takes, and only to whom it stands in the way of", async () => {
    const id = await asked();
    expect(await getRequest(as(olivia), id)).toMatchObject({
      abilities: ["approve", "deny", "shorten", "claim"],
      stepUp: {
        reason:
          "reader in production needs a sign-in of class mfa, at most 15 min old (authContext of its declaration); yours is of unknown class and of unknown age.",
        acrValues: ["mfa"],
        maxAgeSeconds: 900,
        askAnew: true,
      },
    });
    expect(await getRequest(as(olivia, strong()), id)).toMatchObject({ stepUp: null });
    expect(await getRequest(as(riley), id)).toMatchObject({ abilities: ["cancel"], stepUp: null });
    expect((await listRequests(as(olivia), { decidable: "true" })).items.map((item) => item.id)).toContain(
      id,
    );
  });

  it("is nobody else's for a strong sign-in", async () => {
    const id = await asked();
    const stranger = await signIn(db.runtime, `stranger-${round}`, ["engineering"]);
    await expect(decideRequest(as(stranger, strong()), id, { verdict: "approve" })).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(decideRequest(as(riley, strong()), id, { verdict: "approve" })).rejects.toMatchObject({
      code: "self-approval",
    });
  });

  it("follows the stricter of the version that was asked under and the one in force", async () => {
    await declare(db.runtime, ordersTrait);
    const { id } = await createRequest(as(riley), ask);
    await declare(db.runtime, strict);
    await expect(decideRequest(as(olivia), id, { verdict: "approve" })).rejects.toMatchObject({
      code: "insufficient-authentication",
    });
    await declare(db.runtime, ordersTrait);
    expect((await decideRequest(as(olivia), id, { verdict: "approve" })).status).toBe("approved");
  });

  it("stays as strict when the declaration drops the rule", async () => {
    const id = await asked();
    await declare(db.runtime, ordersTrait);
    await expect(decideRequest(as(olivia), id, { verdict: "approve" })).rejects.toMatchObject({
      code: "insufficient-authentication",
    });
    expect(await auditTrail(db.runtime, { requestId: id })).toEqual([
      "request.created",
      "decision.made refused",
    ]);
  });
});
