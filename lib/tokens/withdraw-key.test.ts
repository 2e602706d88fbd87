import { verifyJws } from "@daypass/node/jws";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/runtime/runtime";
import { authenticateBearer } from "./authenticate";
import { introspect } from "./introspect";
import { issueApiToken } from "./issue-api-token";
import { issueServiceToken } from "./issue-service-token";
import { ensureSigningKey, publishedKeys, signingKey, verificationKeys } from "./keys";
import { listKeys, nextRotation } from "./list-keys";
import { audience, credentialOf, engineer, grantTo, publish } from "./test-tokens";
import { rotateKeys, withdrawKey } from "./withdraw-key";

let db: TestDatabase;
let other: Runtime;
let riley: Principal;
let admin: Principal;
let credential: { id: string; secret: string };

beforeAll(async () => {
  db = await createTestDatabase();
  other = createRuntime(db.runtime.config, { logLevel: "silent", connections: 4 });
  await ensureSigningKey(db.runtime);
  await ensureSigningKey(other);
  await publish(db.runtime);
  credential = await credentialOf(db.runtime);
  riley = await engineer(db.runtime, "riley");
  admin = await signIn(db.runtime, "parker", ["platform"]);
  await grantTo(db.runtime, riley);
});
afterAll(async () => {
  await closeRuntime(other);
  await db.drop();
});

const issue = (runtime = db.runtime) => issueServiceToken(contextOf(runtime, riley), { audience });
const isActive = async (token: string, runtime = db.runtime) =>
  (await introspect(runtime, credential, token))?.active;
const boss = () => contextOf(db.runtime, admin);

it("nobody but a platform admin changes keys, the log says who tried, and no key changes", async () => {
  const { kid } = await signingKey(db.runtime);
  const auditor = await signIn(db.runtime, "alex", ["audit"]);
  for (const who of [riley, auditor]) {
    await expect(rotateKeys(contextOf(db.runtime, who))).rejects.toMatchObject({ code: "forbidden" });
    await expect(withdrawKey(contextOf(db.runtime, who), kid, { reason: "x" })).rejects.toMatchObject({
      code: "forbidden",
    });
  }
  expect((await publishedKeys(db.runtime)).keys).toHaveLength(1);
  const tried = await db.runtime.pool.query(
    "select 1 from audit_event where action in ('key.created', 'key.withdrawn') and outcome = 'refused'",
  );
  expect(tried.rowCount).toBe(4);
  await expect(withdrawKey(boss(), "key_none", { reason: "x" })).rejects.toMatchObject({ code: "not-found" });
  await expect(withdrawKey(boss(), kid, { reason: "" })).rejects.toMatchObject({ code: "invalid-input" });
});

it("a rotation under load takes no valid token away (F14)", async () => {
  const issued: string[] = [];
  const load = Promise.all(
    Array.from({ length: 4 }, async (_, lane) => {
      for (let turn = 0; turn < 8; turn++)
        issued.push((await issue(lane % 2 === 0 ? db.runtime : other)).token);
    }),
  );
  const { kid } = await rotateKeys(boss());
  await load;
  expect((await signingKey(db.runtime)).kid).toBe(kid);
  const keys = await verificationKeys(db.runtime);
  expect(issued.filter((token) => verifyJws(token, keys) === null)).toEqual([]);
  for (const token of issued) expect(await isActive(token)).toBe(true);
});

it("a withdrawal under load leaves no token of that key alive, and its services are told (F14)", async () => {
  const before = await issue();
  const api = (await issueApiToken(db.runtime, riley, "test")).token;
  const { kid } = await signingKey(db.runtime);
  const listed = await listKeys(boss());
  expect(listed.find((key) => key.kid === kid)?.liveTokens).toBeGreaterThan(1);
  const signsSince = Date.parse(listed[0]?.activeFrom ?? "");
  expect(Date.parse(nextRotation(listed) ?? "")).toBe(signsSince + 30 * 86_400_000);
  const issued: string[] = [before.token];
  const refused: unknown[] = [];
  const load = Promise.all(
    Array.from({ length: 4 }, async (_, lane) => {
      for (let turn = 0; turn < 8; turn++)
        await issue(lane % 2 === 0 ? db.runtime : other).then(
          ({ token }) => issued.push(token),
          (error) => refused.push(error.code),
        );
    }),
  );
  const { tokens } = await withdrawKey(boss(), kid, { reason: "it was in a backup" });
  await load;
  expect(tokens).toBeGreaterThan(0);
  expect(refused.filter((code) => code !== "unavailable")).toEqual([]);
  const { keys } = await publishedKeys(db.runtime);
  expect(keys.map((key) => key.kid)).not.toContain(kid);
  const { rows } = await db.runtime.pool.query(
    "select jti from issued_token where kid = $1 and revoked_at is null and expires_at > now()",
    [kid],
  );
  expect(rows).toEqual([]);
  const told = await db.runtime.pool.query(
    "select 1 from revocation where jti = $1 and reason = 'key-withdrawn'",
    [before.jti],
  );
  expect(told.rowCount).toBe(1);
  for (const token of issued) {
    const isOfThatKey =
      JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid === kid;
    expect(await isActive(token)).toBe(!isOfThatKey);
    expect(await isActive(token, other)).toBe(!isOfThatKey);
  }
  await expect(authenticateBearer(db.runtime, api)).rejects.toMatchObject({ code: "unauthenticated" });
  await expect(withdrawKey(boss(), kid, { reason: "again" })).rejects.toMatchObject({ code: "conflict" });
  expect(await isActive((await issue()).token)).toBe(true);
});
