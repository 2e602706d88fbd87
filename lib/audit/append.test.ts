import { afterAll, beforeAll, expect, it } from "vitest";
import { listenForChanges } from "@/lib/db/changes";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, declare, ordersTrait, signIn } from "@/lib/db/test-world";
import { createRequest } from "@/lib/requests/create-request";
import type { Change } from "./append";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

it("a change whose audience is longer than a notification goes through, and the first of it are told", async () => {
  const owners = Array.from({ length: 50 }, (_, index) => `spiffe://example.com/${index}-${"x".repeat(220)}`);
  await declare(db.runtime, { ...ordersTrait, owners: ["group:default/orders-team", ...owners.slice(1)] });
  const riley = await signIn(db.runtime, "riley", ["engineering"]);
  const heard: Change[] = [];
  const listener = await listenForChanges(db.runtime, (change) => heard.push(change));
  const asked = await createRequest(contextOf(db.runtime, riley), {
    service: "shop/orders/orders-api",
    role: "reader",
    environment: "staging",
    durationSeconds: 600,
    justification: "look",
  });
  await expect.poll(() => heard).toMatchObject([{ noun: "request", id: asked.id }]);
  expect(heard[0]?.audience).toEqual(expect.arrayContaining([riley.id, "group:default/orders-team"]));
  await listener.close();
});
