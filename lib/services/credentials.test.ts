import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, signIn } from "@/lib/db/test-world";
import { authenticateService, createCredential, listCredentials, revokeCredential } from "./credentials";

let db: TestDatabase;
const ref = "shop/orders/orders-api";
const payments = "shop/payments/payments-api";
const groups: Record<string, string[]> = {
  olivia: ["orders-team"],
  omar: ["payments-team"],
  riley: ["engineering"],
  avery: ["audit"],
  parker: ["platform"],
};

beforeAll(async () => {
  db = await createTestDatabase();
  await declare(db.runtime);
  await declare(db.runtime, undefined, payments);
});
afterAll(() => db.drop());

const as = async (name: string) => contextOf(db.runtime, await signIn(db.runtime, name, groups[name] ?? []));
const create = async (name = "olivia") => createCredential(await as(name), ref, { label: "checkout" });
const count = async () => (await db.runtime.pool.query("select 1 from service_credential")).rowCount;
const trail = async () =>
  (
    await db.runtime.pool.query(
      "select action, outcome, entry from audit_event order by position desc limit 1",
    )
  ).rows[0];

describe("a service's credentials", () => {
  it.each(["riley", "omar", "avery"])("are none of %s's business", async (name) => {
    const { id } = await create();
    const before = await count();
    await expect(create(name)).rejects.toMatchObject({ code: "forbidden" });
    expect(await trail()).toMatchObject({ action: "credential.created", outcome: "refused" });
    await expect(listCredentials(await as(name), ref)).rejects.toMatchObject({ code: "forbidden" });
    await expect(revokeCredential(await as(name), ref, id)).rejects.toMatchObject({ code: "forbidden" });
    expect(await count()).toBe(before);
  });

  it("are made by owners, admins and the command line, and told once", async () => {
    for (const ctx of [await as("olivia"), await as("parker"), systemContext(db.runtime, "command line")]) {
      const { id, secret } = await createCredential(ctx, ref, { label: "checkout" });
      expect(await authenticateService(db.runtime, id, secret)).toMatchObject({ credentialId: id, ref });
      expect((await trail()).entry).not.toContain(secret);
      expect(JSON.stringify(await listCredentials(ctx, ref))).not.toContain(secret);
      const { rows } = await db.runtime.pool.query(
        "select secret_hash from service_credential where id = $1",
        [id],
      );
      expect(rows[0].secret_hash.toString("latin1")).not.toContain(secret);
    }
  });

  it("need a label and a service", async () => {
    await expect(createCredential(await as("olivia"), ref, { label: " " })).rejects.toMatchObject({
      code: "invalid-input",
    });
    await expect(
      createCredential(await as("parker"), "no/such/service", { label: "x" }),
    ).rejects.toMatchObject({ code: "not-found" });
  });

  it("are refused with anything but their own secret", async () => {
    const [one, two] = [await create(), await create()];
    expect(await authenticateService(db.runtime, one.id, two.secret)).toBeNull();
    expect(await authenticateService(db.runtime, one.id, "")).toBeNull();
    expect(await authenticateService(db.runtime, "crd_none", one.secret)).toBeNull();
  });

  it("are refused from their revocation on, which happens once", async () => {
    const { id, secret } = await create();
    await expect(revokeCredential(await as("parker"), payments, id)).rejects.toMatchObject({
      code: "not-found",
    });
    await revokeCredential(await as("olivia"), ref, id);
    expect(await authenticateService(db.runtime, id, secret)).toBeNull();
    expect(await trail()).toMatchObject({ action: "credential.revoked", outcome: "success" });
    await expect(revokeCredential(await as("olivia"), ref, id)).rejects.toMatchObject({ code: "conflict" });
    expect(await listCredentials(await as("olivia"), ref)).toContainEqual(
      expect.objectContaining({ id, revokedAt: expect.any(String) }),
    );
  });

  it("answer the same when the call is repeated under its key, though no secret is kept", async () => {
    const olivia = await signIn(db.runtime, "olivia", ["orders-team"]);
    const again = () =>
      createCredential(contextOf(db.runtime, olivia, { key: "once", hash: "h" }), ref, { label: "checkout" });
    const first = await again();
    expect(await again()).toEqual(first);
    const { rows } = await db.runtime.pool.query(
      "select response::text from idempotency_key where key = 'once'",
    );
    expect(rows[0].response).not.toContain(first.secret);
  });
});
