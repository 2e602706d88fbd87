import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";

interface DueRow {
  id: string;
  request_id: string;
  grant_id: string;
  reviewer_refs: string[];
  due_at: Date;
  reminders: number;
  principal_id: string;
  role: string;
  environment: string | null;
  break_glass: boolean;
  ref: string;
  owners: string[];
  now: Date;
}

/**
 * Tells the reviewers that an access can be reviewed now that it has ended; that its review is overdue; and that it still is,
 * every day for two weeks and every week from then on. Whoever was down for a while catches up with one word, not with all
 * that were missed. At most `batch` of them; gives how many.
 */
export async function remindDueReviews(ctx: Context, batch = 1_000): Promise<number> {
  return transact(ctx, "review.reminded", async (tx) => {
    const rows = await tx.query<DueRow>("reviews-remind", remindSql, [batch]);
    const [first] = rows;
    if (!first) return 0;
    await tx.audit(
      first.now,
      rows.map(eventOf),
      rows.map((row) => ({ noun: "request", id: row.request_id, audience: whoHears(ctx, row) })),
    );
    return rows.length;
  });
}

/** From the first overdue on others than the reviewers may do it, and hear of it. */
const isEscalated = ({ reminders }: DueRow) => reminders >= 2;

function whoHears(ctx: Context, row: DueRow): string[] {
  return isEscalated(row)
    ? [...row.reviewer_refs, ...row.owners, ...ctx.runtime.config.admins]
    : row.reviewer_refs;
}

function eventOf(row: DueRow): AuditInput {
  return {
    action: row.reminders === 2 ? "review.overdue" : "review.reminded",
    service: row.ref,
    subject: row.principal_id,
    requestId: row.request_id,
    grantId: row.grant_id,
    detail: {
      reviewId: row.id,
      role: row.role,
      environment: row.environment,
      breakGlass: row.break_glass,
      reviewers: row.reviewer_refs,
      dueAt: row.due_at.toISOString(),
      escalated: isEscalated(row),
    },
  };
}

// The first word is that the access has ended (reminders 1), the second that the review is overdue (2), the others chase it.
const remindSql = `
with due as (
  select id, reminders, due_at <= statement_timestamp() as is_overdue from access_review
  where status = 'open' and remind_at <= statement_timestamp() order by remind_at limit $1 for update skip locked)
update access_review v set
  reminders = case when due.reminders < 2 and due.is_overdue then 2 else due.reminders + 1 end,
  remind_at = case when not due.is_overdue then v.due_at
    else statement_timestamp() + case when due.reminders < 15 then interval '24 hours' else interval '7 days' end end
from due, access_grant g, access_request r, service s
where v.id = due.id and g.id = v.grant_id and r.id = v.request_id and s.id = v.service_id
returning v.id, v.request_id, v.grant_id, v.reviewer_refs, v.due_at, v.reminders, g.principal_id, g.role, g.environment, r.break_glass,
  s.ref, s.owners, statement_timestamp() as now`;
