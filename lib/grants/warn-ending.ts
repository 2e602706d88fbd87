import { auditActor } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { announce } from "@/lib/db/announce";
import { inTransaction } from "@/lib/db/in-transaction";
import { statement } from "@/lib/db/pool";
import { newsMessage } from "@/lib/outbox/enqueue";
import { insertMessages } from "@/lib/outbox/insert";

interface EndingRow {
  id: string;
  request_id: string;
  principal_id: string;
  ends_at: Date;
  now: Date;
}

/**
 * Has holders told that their access ends soon, once for each end, at most `batch` of them; gives how many. When that is the
 * row itself says, so nothing is missed while no process runs; what ended meanwhile is not announced any more.
 */
export async function warnOfEndingGrants(ctx: Context, batch = 500): Promise<number> {
  return inTransaction(ctx.runtime, async (db) => {
    const { rows } = await db.query<EndingRow>(statement("grants-warn", warnSql, [batch]));
    if (rows.length === 0) return 0;
    await insertMessages(
      db,
      rows
        .filter((row) => row.ends_at > row.now)
        .map((row) =>
          newsMessage(row.request_id, {
            at: row.now.toISOString(),
            actor: auditActor(ctx.actor),
            events: [
              {
                action: "grant.ends-soon",
                requestId: row.request_id,
                grantId: row.id,
                subject: row.principal_id,
                detail: { endsAt: row.ends_at.toISOString() },
              },
            ],
          }),
        ),
    );
    // Wakes the deliveries.
    await announce(db, { noun: "notification", id: "*", audience: [] });
    return rows.length;
  });
}

const warnSql = `
with due as (
  select id from access_grant where status = 'active' and warn_at <= statement_timestamp()
  order by warn_at limit $1 for update skip locked)
update access_grant g set warn_at = null from due where g.id = due.id
returning g.id, g.request_id, g.principal_id, g.ends_at, statement_timestamp() as now`;
