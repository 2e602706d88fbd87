import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import type { Transaction } from "@/lib/db/transaction";
import type { DeclarationChange } from "@/lib/declarations/changes/change";

/** A version that widens access, and what of it counts already. */
export interface Proposed {
  serviceId: string;
  ref: string;
  /** In force until now. */
  beforeId: string;
  /** What the source says. */
  afterId: string;
  waits: readonly DeclarationChange[];
  acts: readonly DeclarationChange[];
  /** Of the version that counts: theirs is the yes. */
  owners: readonly string[];
  /** Who uploaded it, and may not say yes to it; null for a source that nobody signed in to. */
  proposedById: string | null;
}

/** Puts widened declarations before the owners. Whatever waited for the same services must be closed before. */
export async function propose(
  tx: Transaction,
  ctx: Context,
  proposals: readonly Proposed[],
): Promise<AuditInput[]> {
  if (proposals.length === 0) return [];
  const rows = proposals.map((proposed) => ({
    id: newId("prp"),
    service_id: proposed.serviceId,
    before_id: proposed.beforeId,
    after_id: proposed.afterId,
    waits: proposed.waits,
    acted: proposed.acts,
    owners: proposed.owners,
    proposed_by_id: proposed.proposedById,
  }));
  const { proposalPendingForSeconds } = ctx.runtime.config.limits;
  const written = await tx.query<{ id: string; version: number; pending_until: Date }>(
    "proposals-insert",
    insertSql,
    [JSON.stringify(rows), proposalPendingForSeconds],
  );
  const byId = new Map(written.map((row) => [row.id, row]));
  return rows.map(({ id }, index) => ({
    action: "declaration.proposed",
    service: proposals[index]?.ref,
    detail: {
      proposalId: id,
      version: byId.get(id)?.version ?? null,
      until: byId.get(id)?.pending_until.toISOString() ?? null,
      waits: proposals[index]?.waits.map(({ words }) => words).slice(0, 50) ?? [],
    },
  }));
}

const insertSql = `
insert into declaration_proposal (id, service_id, before_id, after_id, waits, acted, owners, proposed_by_id, pending_until)
select p.id, p.service_id, p.before_id, p.after_id, p.waits, p.acted, p.owners, p.proposed_by_id,
  statement_timestamp() + make_interval(secs => $2)
from jsonb_to_recordset($1::jsonb) as p(id text, service_id text, before_id text, after_id text, waits jsonb, acted jsonb,
  owners text[], proposed_by_id text)
returning id, pending_until, (select version from declaration where declaration.id = after_id) as version`;
