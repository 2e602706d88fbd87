import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, signIn } from "@/lib/db/test-world";
import { AppError } from "@/lib/errors/app-error";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { deactivatePrincipal } from "@/lib/principals/deactivate-principal";
import type { Principal } from "@/lib/principals/principal";
import { createRequest } from "@/lib/requests/create-request";
import { authenticateService, revokeCredential } from "@/lib/services/credentials";
import { authenticateBearer } from "./authenticate";
import { introspect } from "./introspect";
import { issueApiToken } from "./issue-api-token";
import { issueServiceToken, type ServiceToken } from "./issue-service-token";
import { ensureSigningKey, signingKey } from "./keys";
import { revokeToken } from "./revoke-token";
import { signJws } from "./sign-jws";
import { audience, credentialOf, engineer, grantTo, ordersTrait, publish, ref } from "./test-tokens";

let db: TestDatabase;
let riley: Principal;
let own: { id: string; secret: string };
let foreign: { id: string; secret: string };
let grantId: string;
let issued: ServiceToken;
let count = 0;
const payments = "shop/payments/payments-api";

beforeAll(async () => {
  db = await createTestDatabase();
  await ensureSigningKey(db.runtime);
  await publish(db.runtime);
  await publish(db.runtime, { ...ordersTrait, token: { audience: "urn:test:payments-api" } }, payments);
  own = await credentialOf(db.runtime);
  foreign = await credentialOf(db.runtime, payments);
});
afterAll(() => db.drop());
beforeEach(async () => {
  riley = await engineer(db.runtime, `riley-${++count}`);
  grantId = await grantTo(db.runtime, riley);
  issued = await issueServiceToken(contextOf(db.runtime, riley), { audience });
});

const inactive = { active: false };
const ask = (token = issued.token, credential = own) => introspect(db.runtime, credential, token);
const service = async ({ id, secret } = own) => {
  const found = await authenticateService(db.runtime, id, secret);
  if (!found) throw new Error("the credential of the test is good");
  return { service: found };
};

// Stored instants are rounded to the millisecond, upwards as well.
const justNow = "clock_timestamp() - interval '1 millisecond'";

describe("introspect", () => {
  it("says everything to the service that the token is for", async () => {
    expect(await ask()).toMatchObject({
      active: true,
      token_type: "Bearer",
      jti: issued.jti,
      sub: riley.id,
      aud: audience,
      scope: "orders:read",
      authorization_details: [{ type: "urn:daypass:grant", grant_id: grantId }],
    });
  });

  it("follows the end of an extended grant, and what was issued keeps its own", async () => {
    const { pool } = db.runtime;
    await pool.query(
      "update access_grant set ends_at = clock_timestamp() + interval '1500 ms' where id = $1",
      [grantId],
    );
    const short = await issueServiceToken(contextOf(db.runtime, riley), { audience });
    await createRequest(contextOf(db.runtime, riley), {
      extends: grantId,
      durationSeconds: 600,
      justification: "not done yet",
    });
    const long = await issueServiceToken(contextOf(db.runtime, riley), { audience });
    expect(long.expiresIn).toBeGreaterThan(short.expiresIn + 60);
    await setTimeout(1_600);
    expect(await ask(short.token)).toEqual(inactive);
    expect(await ask(long.token)).toMatchObject({ active: true });
    // What was issued under the longer end before it was shortened for the test lives as long as the grant does.
    expect(await ask(issued.token)).toMatchObject({ active: true });
  });

  it("says nothing to any other service", async () => {
    expect(await ask(issued.token, foreign)).toEqual(inactive);
  });

  it.each<[string, () => { id: string; secret: string }]>([
    ["an unknown id", () => ({ id: "crd_none", secret: own.secret })],
    ["a wrong secret", () => ({ id: own.id, secret: foreign.secret })],
    ["the secret of another service", () => ({ id: foreign.id, secret: own.secret })],
    ["no secret", () => ({ id: own.id, secret: "" })],
  ])("knows no service by %s", async (_what, credential) => {
    expect(await ask(issued.token, credential())).toBeNull();
  });

  it("knows no service by a revoked credential", async () => {
    const owner = await signIn(db.runtime, "olivia", ["orders-team"]);
    const another = await credentialOf(db.runtime);
    expect(await ask(issued.token, another)).toMatchObject({ active: true });
    await revokeCredential(contextOf(db.runtime, owner), ref, another.id);
    expect(await ask(issued.token, another)).toBeNull();
  });

  it.each<[string, () => Promise<unknown>]>([
    ["the grant was revoked", () => revokeGrant(contextOf(db.runtime, riley), grantId, { reason: "test" })],
    [
      "the grant has ended",
      () => db.runtime.pool.query(`update access_grant set ends_at = ${justNow} where id = $1`, [grantId]),
    ],
    ["the token was revoked", async () => revokeToken(db.runtime, await service(), issued.token, "test")],
    [
      "the token has expired",
      () =>
        db.runtime.pool.query(`update issued_token set expires_at = ${justNow} where jti = $1`, [issued.jti]),
    ],
    [
      "the token was forgotten",
      () => db.runtime.pool.query("delete from issued_token where jti = $1", [issued.jti]),
    ],
    [
      "the holder was deactivated",
      async () =>
        deactivatePrincipal(
          contextOf(db.runtime, await signIn(db.runtime, "parker", ["platform"])),
          riley.id,
          { reason: "left" },
        ),
    ],
    [
      "its holder is deactivated while a grant lingers",
      () => db.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [riley.id]),
    ],
  ])("a token is dead at once when %s", async (_what, end) => {
    expect(await ask()).toMatchObject({ active: true });
    await end();
    expect(await ask()).toEqual(inactive);
  });

  it("a token is dead when its service is no longer declared", async () => {
    await db.runtime.pool.query("update service set status = 'withdrawn' where ref = $1", [ref]);
    expect(await ask()).toEqual(inactive);
    await db.runtime.pool.query("update service set status = 'active' where ref = $1", [ref]);
    expect(await ask()).toMatchObject({ active: true });
  });

  it("does not take an id for a token", async () => {
    const key = await signingKey(db.runtime);
    const claims = { iss: db.runtime.config.baseUrl, aud: audience, jti: issued.jti, sub: riley.id };
    const [head, body] = issued.token.split(".");
    const forged = `${head}.${body}.${(await signJws("at+jwt", claims, key)).split(".")[2]}`;
    expect(await ask(forged)).toEqual(inactive);
    expect(await ask(issued.jti)).toEqual(inactive);
    expect(await ask(await signJws("JWT", claims, key))).toEqual(inactive);
    expect(
      await ask(await signJws("at+jwt", { ...claims, aud: "urn:test:payments-api" }, key), foreign),
    ).toEqual(inactive);
    expect(await ask(await signJws("at+jwt", { ...claims, iss: "https://evil.example" }, key))).toEqual(
      inactive,
    );
    expect(await ask(`${issued.token}=`)).toEqual(inactive);
  });

  it("an API token is for nobody but Daypass, and a service token is no API token", async () => {
    const { token } = await issueApiToken(db.runtime, riley, "test");
    expect(await ask(token)).toEqual(inactive);
    expect(await authenticateBearer(db.runtime, token)).toMatchObject({
      principal: { id: riley.id },
      authentication: { at: null, acr: null, amr: [] },
    });
    await expect(authenticateBearer(db.runtime, issued.token)).rejects.toMatchObject({
      code: "unauthenticated",
    });
  });
});

describe("authenticateBearer", () => {
  const api = async () => (await issueApiToken(db.runtime, riley, "test")).token;
  const refused = async (token: string) => {
    const error = await authenticateBearer(db.runtime, token).then(
      () => null,
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "unauthenticated", status: 401 });
  };

  it("knows how its holder signed in when they got it", async () => {
    const at = new Date("2026-11-25T08:00:00Z");
    const authentication = { at, acr: "urn:test:mfa", amr: ["pwd", "otp"] };
    const { token } = await issueApiToken(db.runtime, riley, "test", authentication);
    expect(await authenticateBearer(db.runtime, token)).toMatchObject({ authentication });
  });

  it("refuses what has ended, what was revoked and who was deactivated", async () => {
    const [expired, revoked, good] = [await api(), await api(), await api()];
    const jtiOf = (token: string) =>
      JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).jti;
    await db.runtime.pool.query(`update issued_token set expires_at = ${justNow} where jti = $1`, [
      jtiOf(expired),
    ]);
    await refused(expired);
    await revokeToken(db.runtime, { principal: riley }, revoked, "test");
    await refused(revoked);
    await authenticateBearer(db.runtime, good);
    await db.runtime.pool.query("update principal set deactivated_at = now() where id = $1", [riley.id]);
    await refused(good);
  });

  it("refuses a token that only looks like ours", async () => {
    const key = await signingKey(db.runtime);
    const { baseUrl } = db.runtime.config;
    await refused(
      await signJws("at+jwt", { iss: baseUrl, aud: baseUrl, jti: issued.jti, sub: riley.id }, key),
    );
    await refused(await signJws("at+jwt", { iss: baseUrl, aud: baseUrl, sub: riley.id }, key));
    await refused("");
    await refused("a.b.c");
  });
});

describe("revokeToken", () => {
  it("does nothing for a service or a person that the token is not for", async () => {
    await revokeToken(db.runtime, await service(foreign), issued.token, "test");
    await revokeToken(
      db.runtime,
      { principal: await engineer(db.runtime, "somebody-else") },
      issued.token,
      "test",
    );
    expect(await ask()).toMatchObject({ active: true });
  });

  it("ends one token, not the grant, and is in the log once", async () => {
    const other = await issueServiceToken(contextOf(db.runtime, riley), { audience });
    await revokeToken(db.runtime, { principal: riley }, issued.token, "test");
    await revokeToken(db.runtime, { principal: riley }, issued.token, "test");
    expect(await ask()).toEqual(inactive);
    expect(await ask(other.token)).toMatchObject({ active: true });
    const { rows } = await db.runtime.pool.query(
      "select service, grant_id, subject from audit_event where action = 'token.revoked' and subject = $1",
      [riley.id],
    );
    expect(rows).toEqual([{ service: ref, grant_id: grantId, subject: riley.id }]);
  });
});
