import { afterAll, beforeAll, expect, it } from "vitest";
import { testIssuer } from "@/lib/config/test-config";
import { systemContext } from "@/lib/context/context";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, signIn } from "@/lib/db/test-world";
import type { Principal } from "@/lib/principals/principal";
import { recordSignIn } from "@/lib/principals/record-sign-in";
import { issueServiceToken } from "@/lib/tokens/issue-service-token";
import { ensureSigningKey } from "@/lib/tokens/keys";
import { audience, engineer, grantTo, ordersTrait, publish, ref } from "@/lib/tokens/test-tokens";
import { listRefusals } from "./list-refusals";
import { reportAssertions } from "./report-assertions";

const other = "shop/payments/payments-api";
const issuer = { ...testIssuer, claims: { ...testIssuer.claims, keep: ["team"] } };
let db: TestDatabase;
let riley: Principal;
let sam: Principal;
let owner: Principal;
let foreignOwner: Principal;

beforeAll(async () => {
  db = await createTestDatabase({ issuers: [issuer] });
  await ensureSigningKey(db.runtime);
  const mappings = [{ match: [{ claim: "team", equals: "orders" }], grant: "approver" as const }];
  await publish(db.runtime, { ...ordersTrait, trust: { corp: { issuer: issuer.issuer, mappings } } });
  const payments = {
    ...ordersTrait,
    owners: ["group:default/payments"],
    token: { audience: "urn:test:payments" },
  };
  await publish(db.runtime, payments, other);
  [riley, sam] = [await engineer(db.runtime, "riley"), await engineer(db.runtime, "sam")];
  owner = await signIn(db.runtime, "olivia", ["orders-team"]);
  foreignOwner = await signIn(db.runtime, "perry", ["payments"]);
  for (const [holder, reason] of [
    [riley, "missing-scope"],
    [sam, "expired"],
  ] as const) {
    const grantId = await grantTo(db.runtime, holder);
    for (let token = 0; token < 2; token++) {
      const { jti } = await issueServiceToken(contextOf(db.runtime, holder), { audience, grantId });
      for (const service of [ref, other]) {
        const item = { at: new Date().toISOString(), service, reason, jti, scopeRequired: ["orders:refund"] };
        await reportAssertions(systemContext(db.runtime, service), service, { items: [item] });
      }
    }
  }
});
afterAll(() => db.drop());

const list = (who: Principal, service = ref, input: object = {}) =>
  listRefusals(contextOf(db.runtime, who), service, input);

it("an owner sees everybody, each once for each reason, the latest first", async () => {
  expect((await list(owner)).items).toMatchObject([
    { principal: { id: sam.id }, kind: "expired", contradicted: true, calls: 2 },
    {
      principal: { id: riley.id, name: "riley" },
      kind: "missing-scope",
      role: "reader",
      environment: "staging",
      missing: ["orders:refund"],
      fix: { kind: "ask", role: "refunder", environment: "staging" },
      calls: 2,
    },
  ]);
});

it("somebody else sees what was refused to themselves, and an owner of another service no more than that", async () => {
  expect((await list(riley)).items).toMatchObject([{ principal: { id: riley.id } }]);
  expect((await list(riley, ref, { mine: "true" })).items).toHaveLength(1);
  expect(await list(foreignOwner)).toEqual({ items: [], nextCursor: null });
  expect((await list(owner, ref, { mine: "true" })).items).toEqual([]);
});

it("says nothing of whose tokens they were that another service refused", async () => {
  const { items } = await list(foreignOwner, other);
  expect(items).toMatchObject([
    { kind: "wrong-audience", principal: null, grantId: null, role: null, calls: 4 },
  ]);
  expect(JSON.stringify(items)).not.toMatch(new RegExp(`${riley.id}|${sam.id}|reader|staging`));
  expect((await list(riley, other)).items).toEqual([]);
});

it("whoever a trust mapping lets decide sees all, as of requests and access", async () => {
  const claims = { sub: "mara", name: "mara", groups: [], team: "orders" };
  const mara = await recordSignIn(db.runtime, issuer, claims, "token-exchange");
  expect((await list(mara)).items).toHaveLength(2);
});

it("auditors and admins see all", async () => {
  expect((await list(await signIn(db.runtime, "parker", ["platform"]))).items).toHaveLength(2);
});

it("goes by pages, and refuses a cursor of another list and a service that is none", async () => {
  const first = await list(owner, ref, { limit: 1 });
  const second = await list(owner, ref, { limit: 1, cursor: first.nextCursor });
  expect([...first.items, ...second.items].map((item) => item.kind)).toEqual(["expired", "missing-scope"]);
  expect(second.nextCursor).toBeNull();
  const cursor = Buffer.from('["x","y"]').toString("base64url");
  await expect(list(owner, ref, { cursor })).rejects.toMatchObject({ code: "invalid-input" });
  await expect(list(owner, "no/such/service")).rejects.toMatchObject({ code: "not-found" });
});
