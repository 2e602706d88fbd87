import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import { lockRequest } from "./queries";

/**
 * Tells the world that a stage has waited too long and is open to further approvers now; gives how many requests it dealt
 * with. Who may decide changed at that instant by itself (`assessApproval`): this only says so.
 */
export async function escalateDueRequests(ctx: Context, batch = 100): Promise<number> {
  const { rows } = await ctx.runtime.pool.query<{ id: string }>(
    statement("requests-escalation-due", dueSql, [batch]),
  );
  for (const { id } of rows) await escalateRequest(ctx, id);
  return rows.length;
}

const dueSql = `
select id from access_request where status = 'pending' and escalates_at <= statement_timestamp() order by escalates_at limit $1`;

async function escalateRequest(ctx: Context, id: string): Promise<void> {
  await transact(ctx, "request.escalated", async (tx) => {
    const { row, assessment, current } = await lockRequest(tx, ctx, id);
    if (row.status !== "pending" || row.escalates_at === null || row.now < row.escalates_at) return;
    const stage = assessment.openStage === null ? undefined : assessment.stages[assessment.openStage];
    // A declaration that came into force meanwhile may give the stage longer.
    const later = stage?.escalatesAt && stage.escalatesAt > row.now ? stage.escalatesAt : null;
    await tx.query("request-escalate", "update access_request set escalates_at = $2 where id = $1", [
      id,
      later,
    ]);
    if (!stage?.isEscalated) return;
    await tx.audit(
      row.now,
      [{ action: "request.escalated", detail: { stage: stage.name, to: stage.escalatesTo } }],
      [
        {
          noun: "request",
          id,
          audience: [row.requester.id, ...row.approver_refs, ...stage.escalatesTo, ...current.owners],
        },
      ],
    );
  });
}
