import type { AuditInput } from "@/lib/audit/event";
import type { Transaction } from "@/lib/db/transaction";

/** Closes what still waits for these services: their source says something else now, or nothing. */
export async function supersede(tx: Transaction, serviceIds: readonly string[]): Promise<AuditInput[]> {
  const closed = await tx.query<{ id: string; ref: string; version: number }>(
    "proposals-supersede",
    supersedeSql,
    [serviceIds],
  );
  return closed.map(({ id, ref, version }) => ({
    action: "declaration.superseded",
    service: ref,
    detail: { proposalId: id, version },
  }));
}

const supersedeSql = `
update declaration_proposal c set status = 'superseded', closed_at = statement_timestamp() from service s, declaration a
where c.service_id = any($1::text[]) and c.status = 'pending' and s.id = c.service_id and a.id = c.after_id
returning c.id, s.ref, a.version`;
