import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { RefusalKind } from "./explanation";
import type { RefusalFacts } from "./refusal-facts";

interface Row {
  ref: string;
  first_at: Date;
  last_at: Date;
  more: number;
  principal_id: string | null;
  grant_id: string | null;
  kind: RefusalKind;
  facts: RefusalFacts;
  now: Date;
}

/** Tells the log how often the calls of a minute that is over were repeated after it first heard of them; gives how many events. */
export async function tellRepeats(ctx: Context, batch = 500): Promise<number> {
  return transact(ctx, "assertion.failed", async (tx) => {
    const rows = await tx.query<Row>("refusals-repeats", tellSql, [batch]);
    const [first] = rows;
    if (first) await tx.audit(first.now, rows.map(eventOf));
    return rows.length;
  });
}

function eventOf({ ref, more, principal_id, grant_id, kind, facts, first_at, last_at }: Row): AuditInput {
  const { reason, contradicted, explanation, method, path } = facts;
  return {
    action: "assertion.failed",
    outcome: "failed",
    service: ref,
    ...(principal_id === null ? {} : { subject: principal_id }),
    ...(grant_id === null ? {} : { grantId: grant_id }),
    detail: {
      reason,
      method,
      path,
      kind,
      contradicted,
      explanation,
      calls: more,
      repeated: true,
      since: first_at.toISOString(),
      until: last_at.toISOString(),
    },
  };
}

const tellSql = `
with due as (
  select id, told from refusal where told < calls and minute < statement_timestamp() - interval '65 seconds'
  order by minute limit $1 for update skip locked)
update refusal r set told = r.calls from due, service s where r.id = due.id and s.id = r.service_id
returning s.ref, r.first_at, r.last_at, r.calls - due.told as more, r.principal_id, r.grant_id, r.kind, r.facts, statement_timestamp() as now`;
