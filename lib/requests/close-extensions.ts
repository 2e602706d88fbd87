import type { Change } from "@/lib/audit/append";
import type { AuditInput } from "@/lib/audit/event";
import type { Transaction } from "@/lib/db/transaction";

interface ClosedRow {
  id: string;
  requester_id: string;
  grant_id: string;
  role: string;
  environment: string | null;
  approver_refs: string[];
  ref: string;
  owners: string[];
}

/** What closing them is recorded and told as. */
export interface Closed {
  events: AuditInput[];
  changes: Change[];
}

/**
 * Closes what asks to extend grants that end in the same transaction: nobody is left to decide about something that can no
 * longer come true. The grants are locked by the caller, before any request, as everywhere.
 */
export async function closeExtensions(
  tx: Transaction,
  now: Date,
  grantIds: readonly string[],
  reason = "the access that it would extend ended",
): Promise<Closed> {
  if (grantIds.length === 0) return { events: [], changes: [] };
  const rows = await tx.query<ClosedRow>("extensions-close", closeSql, [grantIds, now, reason]);
  return {
    events: rows.map((row) => ({
      action: "request.cancelled",
      service: row.ref,
      subject: row.requester_id,
      requestId: row.id,
      grantId: row.grant_id,
      detail: { reason, role: row.role, environment: row.environment },
    })),
    changes: rows.map((row) => ({
      noun: "request",
      id: row.id,
      audience: [row.requester_id, ...row.approver_refs, ...row.owners],
    })),
  };
}

const closeSql = `
with waiting as materialized (
  select id from access_request where extends_grant_id = any($1::text[]) and status = 'pending' order by id for update)
update access_request r set status = 'cancelled', closed_at = $2, close_reason = $3 from waiting, service s
where r.id = waiting.id and s.id = r.service_id
returning r.id, r.requester_id, r.extends_grant_id as grant_id, r.role, r.environment, r.approver_refs, s.ref, s.owners`;
