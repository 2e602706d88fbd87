import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { objectionTo } from "./policy";
import { getReview, lockReview } from "./queries";
import { completeReviewSchema } from "./schema";
import type { ReviewView } from "./view";

/**
 * A reviewer says whether an access was justified, once it has ended. Never its holder; once and for all. `conflict` when
 * somebody was faster, or while the access still runs.
 */
export async function completeReview(ctx: Context, id: string, input: unknown): Promise<ReviewView> {
  const { verdict, comment } = parseInput(completeReviewSchema, input);
  return transact(ctx, "review.done", async (tx) => {
    const facts = await lockReview(tx, ctx, id);
    const objection = objectionTo("complete", ctx, facts);
    if (objection) throw new AppError(objection.code, objection.reason);
    if (ctx.actor.kind === "system") throw new AppError("forbidden", "Only a person reviews access.");
    const { row, current } = facts;
    await tx.query("review-complete", completeSql, [id, verdict, comment, ctx.actor.principal.id, row.now]);
    await tx.audit(
      row.now,
      [{ action: "review.done", detail: { verdict, comment, breakGlass: row.break_glass } }],
      [
        {
          noun: "request",
          id: row.request_id,
          audience: [
            row.holder.id,
            ...(row.asked_by_id ? [row.asked_by_id] : []),
            ...row.reviewer_refs,
            ...current.owners,
          ],
        },
      ],
    );
    return getReview(ctx, id, tx.db);
  });
}

const completeSql = `
update access_review set status = 'done', verdict = $2::review_verdict, comment = $3, reviewer_id = $4, done_at = $5 where id = $1`;
