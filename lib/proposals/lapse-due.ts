import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";

interface LapsedRow {
  service_id: string;
  ref: string;
  owners: string[];
  proposal_id: string;
  version: number;
  now: Date;
}

/** Closes proposals that no owner decided in time, at most `batch` of them; gives how many. What counts stays as it is. */
export async function lapseDueProposals(ctx: Context, batch = 1_000): Promise<number> {
  return transact(ctx, "declaration.lapsed", async (tx) => {
    const rows = await tx.query<LapsedRow>("proposals-lapse", lapseSql, [batch]);
    const [first] = rows;
    if (!first) return 0;
    await tx.audit(
      first.now,
      rows.map(({ ref, proposal_id: proposalId, version }) => ({
        action: "declaration.lapsed",
        service: ref,
        detail: { proposalId, version },
      })),
      rows.map((row) => ({ noun: "service", id: row.service_id, audience: row.owners })),
    );
    return rows.length;
  });
}

const lapseSql = `
with due as (
  select id from declaration_proposal where status = 'pending' and pending_until <= statement_timestamp()
  order by pending_until limit $1 for update skip locked)
update declaration_proposal c set status = 'lapsed', closed_at = statement_timestamp() from due, service s, declaration a
where c.id = due.id and s.id = c.service_id and a.id = c.after_id
returning c.id as proposal_id, s.id as service_id, s.ref, s.owners, a.version, statement_timestamp() as now`;
