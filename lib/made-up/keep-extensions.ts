import { batchesOf } from "@/lib/db/batches";
import type { Queryable } from "@/lib/db/pool";
import { atOnce, insert } from "./insert";
import type { Story } from "./story";

/** An end moves by an extension only, and while the grant runs: what has ended since ends afterwards. */
export async function keepExtensions(db: Queryable, stories: readonly Story[], now: Date): Promise<void> {
  const rows = stories.flatMap(extensionRows);
  await insert(db, "grant_extension", extensionColumns, rows);
  for (const batch of batchesOf(rows, atOnce)) {
    const ids = batch.map(({ grant_id }) => grant_id);
    await db.query({ text: moveEnds, values: [ids] });
    await db.query({ text: endExtended, values: [ids, now] });
  }
}

const moveEnds = `
update access_grant g set ends_at = e.to_at from grant_extension e where e.grant_id = g.id and g.id = any($1::text[])`;
const endExtended = "update access_grant set status = 'expired' where id = any($1::text[]) and ends_at <= $2";

const extensionColumns = {
  request_id: "text",
  grant_id: "text",
  from_at: "timestamptz",
  to_at: "timestamptz",
  at: "timestamptz",
};

const extensionRows = ({ id, extends: moved, fate }: Story) =>
  moved?.to
    ? [{ request_id: id, grant_id: moved.grantId, from_at: moved.from, to_at: moved.to, at: fate.closedAt }]
    : [];
