import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { deliverDueMessages } from "./deliver";
import { insertMessages } from "./insert";
import type { Attempt } from "./message";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

async function attempts(count: number, answer: Attempt): Promise<string[]> {
  const warn = vi.spyOn(db.runtime.log, "warn").mockClear();
  for (let attempt = 0; attempt < count; attempt++) {
    await deliverDueMessages(db.runtime, async () => answer);
    await db.runtime.pool.query("update outbox_message set next_attempt_at = now() - interval '1 ms'");
  }
  return warn.mock.calls.map(([, words]) => String(words));
}

const put = (subject: string) =>
  insertMessages(db.runtime.pool, [{ destination: "siem", subject, type: "one", payload: {} }]);

it("a message that keeps failing is in the log when it first fails and when it is given up", async () => {
  await put("a");
  const failed: Attempt = { state: "failed", failure: "the receiver answered 500" };
  expect(await attempts(31, failed)).toEqual(["a delivery failed, and is tried again"]);
  expect(await attempts(3, failed)).toEqual(["a delivery was given up"]);
});

it("one that can never arrive is there once", async () => {
  await put("b");
  expect(await attempts(2, { state: "unreachable", reason: "no such account" })).toEqual([
    "a delivery was given up",
  ]);
});
