import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/db/test-database";
import { contextOf, signIn } from "@/lib/db/test-world";
import { leaseDueMessages } from "@/lib/outbox/lease";
import { replayMessages } from "@/lib/outbox/replay-messages";
import { closeRuntime, createRuntime, type Runtime } from "@/lib/runtime/runtime";
import { holdForDigest } from "./digest-queue";

let db: TestDatabase;
let other: Runtime;

beforeAll(async () => {
  db = await createTestDatabase();
  other = createRuntime(db.runtime.config, { logLevel: "silent" });
});
afterAll(async () => {
  await closeRuntime(other);
  await db.drop();
});
beforeEach(() => db.runtime.pool.query("delete from outbox_message"));

const soon = (seconds: number) => new Date(Date.now() + seconds * 1_000);
const digests = async () =>
  (
    await db.runtime.pool.query<{ subject: string; next_attempt_at: Date }>(
      "select subject, next_attempt_at from outbox_message where type = 'digest' and delivered_at is null order by position",
    )
  ).rows;

it("two processes that hold for the same people at once have one digest each, due when the sooner says", async () => {
  const [one, two] = await Promise.all([db.runtime.pool.connect(), other.pool.connect()]);
  const [late, early] = [soon(600), soon(60)];
  await one.query("begin");
  await two.query("begin");
  const hold = (until: Date, ids: string[]) => ids.map((principalId) => ({ principalId, until }));
  await holdForDigest(one, hold(late, ["prn_b", "prn_a"]));
  const second = holdForDigest(two, hold(early, ["prn_a", "prn_b"]));
  await one.query("commit");
  await second;
  await two.query("commit");
  one.release();
  two.release();
  expect(await digests()).toEqual(
    ["prn_a digest", "prn_b digest"].map((subject) => ({ subject, next_attempt_at: early })),
  );
});

it("twenty at once make one", async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      holdForDigest((index % 2 ? other : db.runtime).pool, [{ principalId: "prn_a", until: soon(index) }]),
    ),
  );
  expect(await digests()).toHaveLength(1);
});

it("one that has begun is followed by another, also when it is replayed while that one waits", async () => {
  const { pool } = db.runtime;
  const admin = contextOf(db.runtime, await signIn(db.runtime, "ada", ["platform"]));
  await holdForDigest(pool, [{ principalId: "prn_a", until: soon(-1) }]);
  const [begun] = await leaseDueMessages(pool, 10, []);
  await pool.query("update outbox_message set failed_at = now(), last_error = 'no' where position = $1", [
    begun?.position,
  ]);
  await holdForDigest(pool, [{ principalId: "prn_a", until: soon(60) }]);
  expect(await replayMessages(admin, "mail", {})).toEqual({ replayed: 1 });
  await holdForDigest(pool, [{ principalId: "prn_a", until: soon(30) }]);
  expect(await digests()).toHaveLength(2);
});
