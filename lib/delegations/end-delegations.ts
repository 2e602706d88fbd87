import type { AuditInput } from "@/lib/audit/event";
import type { Transaction } from "@/lib/db/transaction";

/** Ends every delegation from and to somebody whose row is held, before they are deactivated. A trigger would, and say nothing of it. */
export async function endDelegations(
  tx: Transaction,
  principalId: string,
  now: Date,
  reason: string,
): Promise<AuditInput[]> {
  const ended = await tx.query<{
    id: string;
    principal_id: string;
    workload_id: string;
    grant_id: string;
    name: string;
    ref: string;
    role: string;
  }>("delegations-end", endSql, [principalId, now]);
  return ended.map((row) => ({
    action: "delegation.ended",
    service: row.ref,
    subject: row.principal_id,
    grantId: row.grant_id,
    detail: { delegation: row.id, role: row.role, workload: row.name, workloadId: row.workload_id, reason },
  }));
}

const endSql = `
update delegation d set ended_at = $2 from principal w, access_grant g, service s
where w.id = d.workload_id and g.id = d.grant_id and s.id = g.service_id
  and (d.principal_id = $1 or d.workload_id = $1) and d.ended_at is null and d.expires_at > $2
returning d.id, d.principal_id, d.workload_id, d.grant_id, w.name, s.ref, g.role`;
