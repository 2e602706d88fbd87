import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { decideRequest } from "@/lib/approvals/decide-request";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import type { Principal } from "@/lib/principals/principal";
import { getBackground } from "./background";
import { createRequest } from "./create-request";
import { listInbox } from "./list-inbox";

let db: TestDatabase;
let riley: Principal;
let olivia: Principal;
let stranger: Principal;

beforeAll(async () => {
  db = await createTestDatabase();
  const writer = { scopes: ["orders:read", "orders:write"] };
  await declare(db.runtime, { ...ordersTrait, roles: { ...ordersTrait.roles, writer } });
});
afterAll(() => db.drop());

let round = 0;
beforeEach(async () => {
  round += 1;
  riley = await signIn(db.runtime, `riley-${round}`, ["engineering"]);
  olivia = await signIn(db.runtime, `olivia-${round}`, ["orders-team"]);
  stranger = await signIn(db.runtime, `stranger-${round}`, ["finance"]);
});

const as = (principal: Principal) => contextOf(db.runtime, principal);
const ask = (role: string, environment = "production") =>
  createRequest(as(riley), {
    service: "shop/orders/orders-api",
    role,
    environment,
    durationSeconds: 3_600,
    justification: "look",
  });
const granted = async (role: string, environment?: string) => {
  const { id } = await ask(role, environment);
  return (await decideRequest(as(olivia), id, { verdict: "approve" })).grantId ?? "";
};

it("is for whoever sees the request, and for nobody else", async () => {
  const { id } = await ask("reader");
  await expect(getBackground(as(stranger), id)).rejects.toMatchObject({ code: "not-found" });
  expect(await getBackground(as(olivia), id)).toMatchObject({
    past: null,
    covers: [],
    limit: { seconds: 14_400, name: "environment production" },
    eligibleAs: "group:default/engineering",
  });
});

it("counts what they had of the role before, and says how the last of it ended", async () => {
  await revokeGrant(as(olivia), await granted("reader"), { reason: "done" });
  await revokeGrant(as(riley), await granted("reader"), { reason: "done" });
  await revokeGrant(as(olivia), await granted("auditor"), { reason: "another role" });
  const { id } = await ask("reader");
  const { past, usualSeconds } = await getBackground(as(olivia), id);
  expect(past).toMatchObject({ count: 2, ended: "given back" });
  // Two are too few to say what is usual.
  expect(usualSeconds).toBeNull();
  await revokeGrant(as(riley), await granted("writer"), { reason: "done" });
});

it("names a role they hold in the same place that allows all of it, and no other", async () => {
  await granted("auditor");
  await granted("writer", "staging");
  const { id } = await ask("reader");
  expect((await getBackground(as(olivia), id)).covers).toEqual([]);
  const grantId = await granted("writer");
  expect((await getBackground(as(olivia), id)).covers).toEqual([{ grantId, role: "writer" }]);
});

it("names the largest role that gives less at lower risk, and only one that they may ask for here", async () => {
  const { id } = await ask("writer");
  // Every role of these is of medium risk: nothing is known to be safer.
  expect((await getBackground(as(olivia), id)).smaller).toBeNull();
  await declare(db.runtime, {
    ...ordersTrait,
    roles: {
      owner: { scopes: ["orders:read", "orders:write", "orders:refund"], risk: "high" },
      writer: { scopes: ["orders:read", "orders:write"] },
      reader: { scopes: ["orders:read"], risk: "low" },
      other: { scopes: ["orders:export"], risk: "low" },
      finance: {
        scopes: ["orders:read", "orders:write", "orders:refund"],
        risk: "low",
        eligible: ["group:default/finance"],
      },
      elsewhere: { scopes: ["orders:read", "orders:write"], risk: "low", environments: ["staging"] },
    },
  });
  const owner = await ask("owner");
  expect((await getBackground(as(olivia), owner.id)).smaller).toEqual({ role: "writer", risk: "medium" });
  expect((await getBackground(as(olivia), id)).smaller).toEqual({ role: "reader", risk: "low" });
  const reader = await ask("reader");
  expect((await getBackground(as(olivia), reader.id)).smaller).toBeNull();
  const items = (await listInbox(as(olivia), { limit: 50, requester: riley.id })).items;
  expect(items.map(({ known, request }) => [request.role, known.smaller?.role])).toEqual([
    ["owner", "writer"],
    ["writer", "reader"],
    ["reader", undefined],
  ]);
});

it("is in the inbox the same, each beside its own request", async () => {
  await declare(db.runtime, {
    ...ordersTrait,
    roles: { ...ordersTrait.roles, writer: { scopes: ["orders:read", "orders:write"] } },
  });
  await revokeGrant(as(riley), await granted("auditor"), { reason: "done" });
  const grantId = await granted("writer");
  for (const role of ["reader", "auditor"]) await ask(role);
  const { items } = await listInbox(as(olivia), { limit: 50, requester: riley.id });
  expect(items).toHaveLength(2);
  for (const { request, known } of items) {
    const { past, covers, smaller } = await getBackground(as(olivia), request.id);
    expect(known).toEqual({ past, covers, smaller });
  }
  const of = (role: string) => items.find(({ request }) => request.role === role)?.known;
  expect(of("reader")).toMatchObject({ past: null, covers: [{ grantId, role: "writer" }] });
  expect(of("auditor")).toMatchObject({ past: { count: 1, ended: "given back" }, covers: [] });
});
