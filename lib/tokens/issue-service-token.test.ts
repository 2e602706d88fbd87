import { verifyJws } from "@daypass/node/jws";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { AppError } from "@/lib/errors/app-error";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import type { ServiceTokenInput } from "./choose-grant";
import { issueServiceToken } from "./issue-service-token";
import { ensureSigningKey, verificationKeys } from "./keys";
import { audience, engineer, grantTo, ordersTrait, publish, ref } from "./test-tokens";

let db: TestDatabase;
let riley: Principal;
let count = 0;

beforeAll(async () => {
  db = await createTestDatabase();
  await ensureSigningKey(db.runtime);
});
afterAll(() => db.drop());
beforeEach(async () => {
  await publish(db.runtime);
  riley = await engineer(db.runtime, `riley-${++count}`);
});

const issue = (input: Partial<ServiceTokenInput> = {}, who = riley) =>
  issueServiceToken(contextOf(db.runtime, who), { audience, ...input });
const claimsOf = async (token: string) => verifyJws(token, await verificationKeys(db.runtime))?.claims ?? {};

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => "a token",
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}

const lastEvent = async () =>
  (
    await db.runtime.pool.query(
      "select action, outcome, service, subject, grant_id, entry from audit_event order by position desc limit 1",
    )
  ).rows[0];
const tokensOf = async (who: Principal) =>
  (await db.runtime.pool.query("select jti from issued_token where principal_id = $1", [who.id])).rowCount;

describe("refuses", () => {
  it("who holds nothing, in the log too, and says where to ask", async () => {
    const error = await refusal(issue({ environment: "staging", scope: "orders:read" }));
    expect(error).toMatchObject({
      code: "no-grant",
      extra: {
        requestAccessUri: `http://localhost:3000/ask?service=${encodeURIComponent(ref)}&scope=orders%3Aread&environment=staging`,
      },
    });
    expect(await lastEvent()).toMatchObject({
      action: "token.issued",
      outcome: "refused",
      service: ref,
      subject: riley.id,
    });
    expect(await tokensOf(riley)).toBe(0);
  });

  it("a service that nobody declared", async () => {
    expect(await refusal(issue({ audience: "urn:test:nothing" }))).toMatchObject({
      code: "no-grant",
      extra: { requestAccessUri: "http://localhost:3000/services" },
    });
  });

  it("another environment, another scope, another grant", async () => {
    await grantTo(db.runtime, riley);
    const other = await grantTo(db.runtime, await engineer(db.runtime, `other-${count}`));
    expect(await refusal(issue({ environment: "production" }))).toMatchObject({ code: "no-grant" });
    expect(await refusal(issue({ scope: "orders:refund" }))).toMatchObject({ code: "scope-not-granted" });
    expect(await refusal(issue({ scope: "orders:read orders:refund" }))).toMatchObject({
      code: "scope-not-granted",
    });
    expect(await refusal(issue({ grantId: other }))).toMatchObject({ code: "no-grant" });
    expect(await tokensOf(riley)).toBe(0);
  });

  it("a grant that was revoked, has ended or has not begun", async () => {
    const grantId = await grantTo(db.runtime, riley);
    await db.runtime.pool.query(
      "update access_grant set ends_at = starts_at + interval '1 millisecond' where id = $1",
      [grantId],
    );
    expect(await refusal(issue({ grantId }))).toMatchObject({ code: "no-grant" });
    const revoked = await grantTo(db.runtime, riley, { environment: "production" });
    await revokeGrant(contextOf(db.runtime, riley), revoked, { reason: "test" });
    expect(await refusal(issue({ grantId: revoked }))).toMatchObject({ code: "no-grant" });
  });

  it("who is no longer eligible, and who was deactivated", async () => {
    const grantId = await grantTo(db.runtime, riley);
    await signIn(db.runtime, riley.subject, ["sales"]);
    expect(await refusal(issue({ grantId }))).toMatchObject({
      code: "not-eligible",
      extra: { requestAccessUri: expect.stringContaining("/ask?") },
    });
    await signIn(db.runtime, riley.subject, ["engineering"]);
    await issue({ grantId });
    const admin = await signIn(db.runtime, "parker", ["platform"]);
    await deactivatePrincipal(contextOf(db.runtime, admin), riley.id, { reason: "left" });
    expect(await refusal(issue({ grantId }))).toMatchObject({ code: "no-grant" });
  });

  it.each<[string, (trait: AccessTrait) => AccessTrait]>([
    ["the role went", (trait) => ({ ...trait, roles: { refunder: ordersTrait.roles.refunder ?? {} } })],
    ["the environment went", (trait) => ({ ...trait, environments: { production: {} } })],
    [
      "the scope was replaced",
      (trait) => ({ ...trait, roles: { ...trait.roles, reader: { scopes: ["orders:list"] } } }),
    ],
    [
      "tokens must be bound to a certificate",
      (trait) => ({ ...trait, token: { ...trait.token, binding: "mtls" } }),
    ],
  ])("under a declaration in which %s", async (_what, change) => {
    await grantTo(db.runtime, riley);
    await publish(db.runtime, change(ordersTrait));
    expect(["not-eligible", "not-requestable"]).toContain((await refusal(issue())).code);
  });
});

describe("issues", () => {
  it("a token that says whose it is, what for and until when", async () => {
    const grantId = await grantTo(db.runtime, riley, { role: "refunder" });
    const issued = await issue();
    const claims = await claimsOf(issued.token);
    expect(claims).toMatchObject({
      iss: "http://localhost:3000",
      sub: riley.id,
      client_id: riley.id,
      aud: audience,
      jti: issued.jti,
      scope: "orders:read orders:refund",
      environment: "staging",
      authorization_details: [
        {
          type: "urn:daypass:grant",
          service: ref,
          role: "refunder",
          environment: "staging",
          grant_id: grantId,
          request_id: expect.any(String),
          actions: ["refund"],
          resources: ["eu/*"],
        },
      ],
    });
    expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(300);
    expect(issued.expiresIn).toBe(Number(claims.exp) - Number(claims.iat));
    const event = await lastEvent();
    expect(event).toMatchObject({
      action: "token.issued",
      outcome: "success",
      service: ref,
      subject: riley.id,
      grant_id: grantId,
    });
    expect(event.entry).toContain(issued.jti);
    expect(event.entry).not.toContain(issued.token.split(".")[2]);
  });

  it("only what was asked for, by reference as well as by audience", async () => {
    await grantTo(db.runtime, riley, { role: "refunder" });
    const claims = await claimsOf((await issue({ audience: ref, scope: "orders:refund" })).token);
    expect(claims).toMatchObject({ aud: audience, scope: "orders:refund" });
  });

  it("never what a newer declaration added, and no longer what it took away", async () => {
    await grantTo(db.runtime, riley, { role: "refunder" });
    await publish(db.runtime, {
      ...ordersTrait,
      roles: {
        ...ordersTrait.roles,
        refunder: {
          scopes: ["orders:refund", "orders:delete"],
          actions: ["refund", "delete"],
          resources: ["eu/*", "us/*"],
        },
      },
    });
    const claims = await claimsOf((await issue()).token);
    expect(claims.scope).toBe("orders:refund");
    expect(claims.authorization_details).toMatchObject([{ actions: ["refund"], resources: ["eu/*"] }]);
  });

  it("under the grant that ends last, of those that may be used", async () => {
    await grantTo(db.runtime, riley, { seconds: 600 });
    const longer = await grantTo(db.runtime, riley, { role: "refunder", seconds: 1200 });
    const longest = await grantTo(db.runtime, riley, {
      role: "auditor",
      environment: "production",
      seconds: 1800,
    });
    expect((await issue()).grantId).toBe(longest);
    expect((await issue({ scope: "orders:read" })).grantId).toBe(longer);
    expect((await issue({ environment: "production" })).grantId).toBe(longest);
    await publish(db.runtime, {
      ...ordersTrait,
      roles: { ...ordersTrait.roles, auditor: { scopes: ["orders:audit"], eligible: [] } },
    });
    expect((await issue()).grantId).toBe(longer);
  });

  it("for the audience of the environment, where each has its own", async () => {
    const [staging, production] = ["https://staging.orders.test", "https://orders.test"];
    await publish(db.runtime, {
      ...ordersTrait,
      environments: { staging: { audience: staging }, production: { audience: production } },
    });
    await grantTo(db.runtime, riley, { environment: "staging", seconds: 600 });
    expect(await refusal(issue({ audience: production }))).toMatchObject({ code: "no-grant" });
    await grantTo(db.runtime, riley, { environment: "production", seconds: 1200 });
    expect(await claimsOf((await issue({ audience: staging })).token)).toMatchObject({
      aud: staging,
      environment: "staging",
    });
    expect(await claimsOf((await issue({ audience: production })).token)).toMatchObject({
      aud: production,
      environment: "production",
    });
    await publish(db.runtime);
  });

  it("the identity claims that the declaration wants, and never one of its own in their place", async () => {
    await publish(db.runtime, {
      ...ordersTrait,
      token: { ...ordersTrait.token, claims: ["name", "groups", "department", "sub", "scope"] },
    });
    await grantTo(db.runtime, riley);
    await db.runtime.pool.query("update principal set claims = $2 where id = $1", [
      riley.id,
      { department: "ops", scope: "all", sub: "olivia" },
    ]);
    const claims = await claimsOf((await issue()).token);
    expect(claims).toMatchObject({
      name: riley.name,
      groups: ["group:default/engineering"],
      department: "ops",
      sub: riley.id,
      scope: "orders:read",
    });
  });
});

describe("over random grants", () => {
  it("no token outlives its grant, and none says more than one grant gives", async () => {
    const role = fc.constantFrom("reader", "refunder", "auditor");
    const place = fc.constantFrom("staging", "production");
    const grants = fc.uniqueArray(
      fc.record({ role, environment: place, seconds: fc.integer({ min: 1, max: 900 }) }),
      { minLength: 1, maxLength: 4, selector: ({ role, environment }) => `${role} ${environment}` },
    );
    const asks = fc.array(
      fc.record({
        environment: fc.option(place, { nil: undefined }),
        scopes: fc.subarray(["orders:read", "orders:refund", "orders:audit"]),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(grants, asks, async (held, asked) => {
        const holder = await engineer(db.runtime, `holder-${++count}`);
        for (const grant of held) await grantTo(db.runtime, holder, grant);
        for (const { environment, scopes } of asked) {
          const covered = held.some(
            (grant) =>
              (environment === undefined || grant.environment === environment) &&
              scopes.every((scope) => ordersTrait.roles[grant.role]?.scopes?.includes(scope)),
          );
          const issued = await issue({ environment, scope: scopes.join(" ") || undefined }, holder).catch(
            (error: AppError) => error,
          );
          if (issued instanceof AppError) {
            // A grant of a second may have ended in between; nothing else is a reason.
            expect(covered && held.every(({ seconds }) => seconds > 5)).toBe(false);
            continue;
          }
          expect(covered).toBe(true);
          const claims = await claimsOf(issued.token);
          const { rows } = await db.runtime.pool.query(
            "select scopes, ends_at, environment, principal_id from access_grant where id = $1",
            [issued.grantId],
          );
          const [grant] = rows;
          expect(Number(claims.exp) * 1000).toBeLessThanOrEqual(grant.ends_at.getTime());
          expect(grant).toMatchObject({ environment: claims.environment, principal_id: holder.id });
          expect(grant.scopes).toEqual(expect.arrayContaining(String(claims.scope).split(" ")));
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});
