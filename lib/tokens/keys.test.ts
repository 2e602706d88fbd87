import { importVerificationKey, verifyJws } from "@daypass/node/jws";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/runtime/runtime";
import { ensureSigningKey, publishedKeys, signingKey, verificationKeys } from "./keys";
import { seal, unseal } from "./seal";
import { signJws } from "./sign-jws";

let db: TestDatabase;
const others: Runtime[] = [];

/** Another process on the same database. */
function process(secret?: string): Runtime {
  const { config } = db.runtime;
  const runtime = createRuntime(
    { ...config, secret: secret ?? config.secret },
    { logLevel: "silent", connections: 2 },
  );
  others.push(runtime);
  return runtime;
}

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(async () => {
  await Promise.all(others.map(closeRuntime));
  await db.drop();
});

const count = async () => (await db.runtime.pool.query("select 1 from signing_key")).rowCount;
const shift = (days: number) =>
  db.runtime.pool.query(
    "update signing_key set active_from = active_from - make_interval(days => $1), created_at = created_at - make_interval(days => $1)",
    [days],
  );

describe("signing keys", () => {
  it("are made once, however many processes start at once", async () => {
    await Promise.all([process(), process(), process(), process()].map(ensureSigningKey));
    expect(await count()).toBe(1);
    const events = await db.runtime.pool.query("select 1 from audit_event where action = 'key.created'");
    expect(events.rowCount).toBe(1);
  });

  it("are published without their private part, which is sealed in the database", async () => {
    await ensureSigningKey(db.runtime);
    const { keys } = await publishedKeys(db.runtime);
    expect(keys).toMatchObject([
      { kty: "EC", crv: "P-256", alg: "ES256", use: "sig", kid: expect.any(String) },
    ]);
    expect(keys[0]).not.toHaveProperty("d");
    expect(importVerificationKey(keys[0])).not.toBeNull();
    const { rows } = await db.runtime.pool.query<{ sealed_private: Buffer }>(
      "select sealed_private from signing_key",
    );
    expect(rows[0]?.sealed_private.toString("latin1")).not.toContain('"d"');
  });

  it("cannot be used or added to with another secret", async () => {
    await shift(29);
    const before = await count();
    await expect(ensureSigningKey(process("another-secret-of-at-least-32-characters"))).rejects.toThrow(
      /DAYPASS_SECRET is not the one/,
    );
    expect(await count()).toBe(before);
    await shift(-29);
  });

  it("change on a schedule: published a day ahead, then used, then retired, while every token stays good", async () => {
    const { runtime } = db;
    const first = await signingKey(runtime);
    const old = await signJws("at+jwt", { sub: "riley" }, first);

    await shift(30);
    await ensureSigningKey(runtime);
    expect(await count()).toBe(2);
    expect((await publishedKeys(runtime)).keys).toHaveLength(2);
    expect((await signingKey(runtime)).kid, "the new key only is published yet").toBe(first.kid);

    await shift(2);
    await ensureSigningKey(runtime);
    const second = await signingKey(runtime);
    expect(second.kid).not.toBe(first.kid);
    const keys = await verificationKeys(runtime);
    expect(keys.map(({ kid }) => kid)).toEqual([second.kid]);
    expect(verifyJws(old, keys), "a day after it last signed, the old key is gone").toBeNull();
    expect(verifyJws(await signJws("at+jwt", {}, second), keys)).not.toBeNull();
    const retired = await runtime.pool.query("select 1 from audit_event where action = 'key.retired'");
    expect(retired.rowCount).toBe(1);
    await ensureSigningKey(runtime);
    expect(await count()).toBe(2);
  });

  it("are kept while any token that they signed may live", async () => {
    const { config } = db.runtime;
    const runtime = createRuntime(
      { ...config, limits: { ...config.limits, apiTokenLifetimeSeconds: 10 * 86_400 } },
      { logLevel: "silent", connections: 2 },
    );
    others.push(runtime);
    await shift(30);
    await ensureSigningKey(runtime);
    await shift(3);
    await ensureSigningKey(runtime);
    expect(await verificationKeys(runtime)).toHaveLength(2);
  });
});

describe("seal", () => {
  const secret = "a-secret-of-at-least-32-characters-for-tests";

  it("opens with the same secret and purpose only, and only unchanged", () => {
    const sealed = seal(secret, "keys", "private");
    expect(unseal(secret, "keys", sealed)).toBe("private");
    expect(() => unseal(`${secret}.`, "keys", sealed)).toThrow();
    expect(() => unseal(secret, "cookies", sealed)).toThrow();
    for (const at of [0, 12, sealed.length - 1]) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => unseal(secret, "keys", changed)).toThrow();
    }
    expect(() => unseal(secret, "keys", sealed.subarray(0, 20))).toThrow();
  });

  it("never seals twice the same way", () => {
    expect(seal(secret, "keys", "private").equals(seal(secret, "keys", "private"))).toBe(false);
  });
});
