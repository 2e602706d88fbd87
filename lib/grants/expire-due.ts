import type { Change } from "@/lib/audit/append";
import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { closeExtensions } from "@/lib/requests/close-extensions";

interface ExpiredRow {
  id: string;
  request_id: string;
  principal_id: string;
  role: string;
  environment: string | null;
  ends_at: Date;
  ref: string;
  owners: string[];
  now: Date;
}

/**
 * Marks grants whose end has passed as expired, at most `batch` of them; gives how many. Access itself ended at its instant
 * by the check at use. Any number of processes may run it at once: each takes rows that no other holds.
 */
export async function expireDueGrants(ctx: Context, batch = 1_000): Promise<number> {
  return transact(ctx, "grant.expired", async (tx) => {
    const rows = await tx.query<ExpiredRow>("grants-expire", expireSql, [batch]);
    const [first] = rows;
    if (!first) return 0;
    const closed = await closeExtensions(
      tx,
      first.now,
      rows.map((row) => row.id),
    );
    const expired = rows.map(
      (row): AuditInput => ({
        action: "grant.expired",
        service: row.ref,
        subject: row.principal_id,
        requestId: row.request_id,
        grantId: row.id,
        detail: { role: row.role, environment: row.environment, endedAt: row.ends_at.toISOString() },
      }),
    );
    const changes = rows.map(
      (row): Change => ({ noun: "grant", id: row.id, audience: [row.principal_id, ...row.owners] }),
    );
    await tx.audit(first.now, [...expired, ...closed.events], [...changes, ...closed.changes]);
    return rows.length;
  });
}

// statement_timestamp() is stable, so the index on the end serves it; clock_timestamp() would read every live grant.
const expireSql = `
with due as (
  select id from access_grant where status in ('scheduled', 'active') and ends_at <= statement_timestamp()
  order by ends_at limit $1 for update skip locked)
update access_grant g set status = 'expired' from due, service s where g.id = due.id and s.id = g.service_id
returning g.id, g.request_id, g.principal_id, g.role, g.environment, g.ends_at, s.ref, s.owners, statement_timestamp() as now`;
