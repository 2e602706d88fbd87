import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SourceConfig } from "@/lib/config/config";
import { systemContext } from "@/lib/context/context";
import type { Page } from "@/lib/db/cursor";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import type { AccessTrait } from "@/lib/declarations/trait";
import { previewRequest } from "@/lib/requests/preview-request";
import { openSource } from "@/lib/sources/open-source";
import { syncSource } from "@/lib/sources/sync-source";
import { getService, listServices } from "./queries";
import type { ServiceView } from "./view";

const catalogue = path.resolve(import.meta.dirname, "../../examples/catalogue");
const people: Record<string, string[]> = {
  riley: ["engineering"],
  olivia: ["engineering", "orders-team"],
  omar: ["engineering", "payments-team"],
  avery: ["audit"],
  parker: ["platform"],
  sam: ["security"],
  nobody: [],
};

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  const source: SourceConfig = {
    name: "catalogue",
    kind: "folder",
    path: catalogue,
    declares: ["*"],
    whenGone: "end",
  };
  const { runtime } = database;
  runtime.config.sources = [source];
  await syncSource(systemContext(runtime, "sync"), source, openSource(source, runtime));
});
afterAll(() => database.drop());

const as = async (name: string) =>
  contextOf(database.runtime, await signIn(database.runtime, name, people[name] ?? []));
const refs = (items: readonly ServiceView[]) => items.map((service) => service.ref.split("/")[2]);

describe("searching", () => {
  test.each<[string, string, string[]]>([
    ["everything", "", ["warehouse", "ledger-api", "feature-flags", "orders-api", "orders-db"]],
    ["the beginning of a word of the reference", "ord", ["orders-api", "orders-db"]],
    ["words of the title in any order and case", "API Ord", ["orders-api"]],
    ["a role", "refund", ["orders-api"]],
    ["an owner", "payments-team", ["ledger-api"]],
    ["a whole reference", "shop/orders/orders-db", ["orders-db"]],
    ["what nothing is called", "zebra", []],
    ["only punctuation", "!!! ''", []],
    ["the operators of a query, which are no words", "orders & !api | <-> ':*", ["orders-api"]],
  ])("%s", async (_what, q, expected) => {
    const { items } = await listServices(await as("riley"), { q });
    expect(refs(items)).toEqual(expected);
  });

  test("only what the caller owns", async () => {
    expect(refs((await listServices(await as("olivia"), { owned: "true" })).items)).toEqual([
      "orders-api",
      "orders-db",
    ]);
    expect(refs((await listServices(await as("olivia"), { owned: "true", q: "database" })).items)).toEqual([
      "orders-db",
    ]);
    expect((await listServices(await as("riley"), { owned: "true" })).items).toEqual([]);
  });

  test("only where the caller may ask for something, found and judged", async () => {
    for (const name of Object.keys(people)) {
      const ctx = await as(name);
      const all = (await listServices(ctx, {})).items;
      const expected = all.filter(({ roles }) => roles.some((role) => role.requestable));
      const found: ServiceView[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<ServiceView> = await listServices(ctx, {
          requestable: "true",
          limit: 1,
          ...(cursor ? { cursor } : {}),
        });
        found.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor);
      expect(refs(found), name).toEqual(refs(expected));
    }
    expect(refs((await listServices(await as("nobody"), { requestable: "true" })).items)).toEqual([]);
    expect(refs((await listServices(await as("avery"), { requestable: "true" })).items)).not.toEqual([]);
  });

  test("pages follow each other without a gap, also while services are added", async () => {
    const ctx = await as("riley");
    const first = await listServices(ctx, { limit: 2 });
    await declare(database.runtime, ordersTrait, "aaa/new/service");
    const second = await listServices(ctx, { limit: 2, cursor: first.nextCursor });
    const third = await listServices(ctx, { limit: 2, cursor: second.nextCursor });
    expect(refs([...first.items, ...second.items, ...third.items])).toEqual([
      "warehouse",
      "ledger-api",
      "feature-flags",
      "orders-api",
      "orders-db",
    ]);
    expect(third.nextCursor).toBeNull();
    await database.runtime.pool.query(
      "update service set status = 'withdrawn' where ref = 'aaa/new/service'",
    );
  });

  test.each(["x", "W10", Buffer.from('["a\\u0000"]').toString("base64url")])(
    "a cursor that nobody gave: %s",
    async (cursor) => {
      await expect(listServices(await as("riley"), { cursor })).rejects.toMatchObject({
        code: "invalid-input",
      });
    },
  );
});

test("what a list says of a role is what a request would meet, for everybody and everywhere", async () => {
  let asked = 0;
  for (const name of Object.keys(people)) {
    const ctx = await as(name);
    for (const { ref } of (await listServices(ctx, {})).items) {
      const service = await getService(ctx, ref);
      for (const role of service.roles) {
        for (const place of role.places) {
          const preview = await previewRequest(ctx, {
            service: ref,
            role: role.name,
            environment: place.environment,
            justification: "",
          });
          const refused = preview.refusals.some(
            ({ code }) => code === "not-eligible" || code === "not-requestable",
          );
          expect(place.requestable, `${name} ${ref} ${role.name} ${place.environment}`).toBe(!refused);
          expect(place.reason === undefined).toBe(place.requestable);
          expect(place.maxDurationSeconds).toBeGreaterThanOrEqual(preview.limitSeconds);
          asked += 1;
        }
      }
    }
  }
  expect(asked).toBeGreaterThan(100);
});

test("the link in a service's 403 leads to it, by the only name that the service has for itself", async () => {
  const service = await getService(await as("riley"), "urn:demo:orders-api");
  expect(service.ref).toBe("shop/orders/orders-api");
});

test("a service in words", async () => {
  const service = await getService(await as("olivia"), "shop/orders/orders-api");
  expect(service).toMatchObject({
    title: "Orders API",
    system: "shop",
    status: "active",
    isOwner: true,
    abilities: ["edit", "see-refusals"],
    environments: ["staging", "production"],
    source: { name: "catalogue", kind: "folder", staleSince: null },
    declaration: { version: 1, file: "orders.yaml" },
  });
  expect(service.declaration.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  const refunder = service.roles.find((role) => role.name === "refunder");
  expect(refunder).toMatchObject({
    title: "Refund orders",
    risk: "high",
    requestable: true,
    maxDurationSeconds: 8 * 3600,
  });
  expect(refunder?.places).toEqual([
    expect.objectContaining({
      environment: "staging",
      maxDurationSeconds: 8 * 3600,
      cappedBy: "role refunder",
      approval: "one of orders-team",
      signIn: null,
    }),
    expect.objectContaining({
      environment: "production",
      maxDurationSeconds: 4 * 3600,
      cappedBy: "environment production",
    }),
  ]);
});

test("who may not ask reads why, and whom to talk to", async () => {
  const service = await getService(await as("sam"), "payments/payments/ledger-api");
  expect(service.roles.find((role) => role.name === "auditor")).toMatchObject({
    requestable: false,
    reason: "It is for audit. Talk to payments-team, who own it.",
  });
});

test("no role of the demo asks for what this version cannot enforce", async () => {
  for (const { ref } of (await listServices(await as("riley"), {})).items) {
    for (const role of (await getService(await as("riley"), ref)).roles)
      expect(role.reason ?? "").not.toContain("cannot enforce");
  }
});

test("a withdrawn service is found by its name, and nothing can be asked for there", async () => {
  const { ref } = await declare(database.runtime, ordersTrait, "old/old/service");
  await database.runtime.pool.query("update service set status = 'withdrawn' where ref = $1", [ref]);
  const ctx = await as("riley");
  expect((await listServices(ctx, { q: "old" })).items).toEqual([]);
  const service = await getService(ctx, ref);
  expect(service.status).toBe("withdrawn");
  expect(
    service.roles.every((role) => !role.requestable && role.reason === "The service is no longer declared."),
  ).toBe(true);
});

test("who may ask for others is offered it where anybody could have it, and nowhere else", async () => {
  const forOthers = { onBehalf: ["group:default/security"] };
  const trait: AccessTrait = {
    ...ordersTrait,
    approvalPolicies: {
      gone: { stages: [{ name: "owner", approvers: ["oncall:default/gone"], required: 1 }] },
    },
    roles: {
      reader: { scopes: ["orders:read"], ...forOthers },
      caller: { scopes: ["orders:call"], approval: "gone", ...forOthers },
    },
  };
  const { ref } = await declare(database.runtime, trait, "later/later/service");
  const { roles } = await getService(await as("sam"), ref);
  const offered = roles.map((role) => [
    role.name,
    role.mayAskForOthers,
    ...role.places.map((place) => place.mayAskForOthers),
  ]);
  expect(offered).toEqual([
    ["reader", true, true, true],
    ["caller", false, false, false],
  ]);
  expect(roles.every((role) => !role.requestable)).toBe(true);
});

test.each(["shop/orders/nothing", "svc_unknown", "", "a\u0000b"])(
  "a service that is not there: %j",
  async (ref) => {
    await expect(getService(await as("riley"), ref)).rejects.toMatchObject({ code: "not-found" });
  },
);
