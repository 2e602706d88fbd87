import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";

interface LapsedRow {
  id: string;
  requester_id: string;
  role: string;
  environment: string | null;
  approver_refs: string[];
  ref: string;
  now: Date;
}

/** Closes pending requests that nobody decided in time, at most `batch` of them; gives how many. */
export async function lapseDueRequests(ctx: Context, batch = 1_000): Promise<number> {
  return transact(ctx, "request.lapsed", async (tx) => {
    const rows = await tx.query<LapsedRow>("requests-lapse", lapseSql, [batch]);
    const [first] = rows;
    if (!first) return 0;
    await tx.audit(
      first.now,
      rows.map((row) => ({
        action: "request.lapsed",
        service: row.ref,
        subject: row.requester_id,
        requestId: row.id,
        detail: { role: row.role, environment: row.environment },
      })),
      rows.map((row) => ({
        noun: "request",
        id: row.id,
        audience: [row.requester_id, ...row.approver_refs],
      })),
    );
    return rows.length;
  });
}

const lapseSql = `
with due as (
  select id from access_request where status = 'pending' and pending_until <= statement_timestamp()
  order by pending_until limit $1 for update skip locked)
update access_request r set status = 'lapsed', closed_at = statement_timestamp() from due, service s where r.id = due.id and s.id = r.service_id
returning r.id, r.requester_id, r.role, r.environment, r.approver_refs, s.ref, statement_timestamp() as now`;
