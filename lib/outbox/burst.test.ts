import pg from "pg";
import { expect, it } from "vitest";
import { createTestDatabase } from "@/lib/db/test-database";
import { leaseDueMessages, millisecondsToNextDelivery } from "./lease";

/** Compared with each other, pair by pair, they take longer than a statement may. */
const burst = 5_000;

it("takes from a burst that the statistics know nothing of, the oldest of each subject only", async () => {
  const db = await createTestDatabase();
  const owner = new pg.Client({ connectionString: db.ownerUrl });
  await owner.connect();
  await owner.query("analyze outbox_message");
  await owner.query(
    `insert into outbox_message (id, destination, subject, type, payload)
     select 'msg_' || i, 'siem', 'about ' || (i / 2), 'request.created', '{}' from generate_series(0, $1::int - 1) i`,
    [burst],
  );
  await owner.end();
  expect(await millisecondsToNextDelivery(db.runtime.pool, [])).toBeLessThanOrEqual(0);
  const leased = await leaseDueMessages(db.runtime.pool, 20, []);
  const even = Array.from({ length: 20 }, (_, index) => `msg_${index * 2}`);
  expect(leased.map(({ id }) => id).sort()).toEqual(even.sort());
  await db.drop();
});
