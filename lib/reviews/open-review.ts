import type { AuditInput } from "@/lib/audit/event";
import { newId } from "@/lib/db/ids";
import type { Transaction } from "@/lib/db/transaction";
import type { PostReview } from "@/lib/declarations/post-review";
import type { RequestReview } from "@/lib/requests/row";

interface Opened {
  requestId: string;
  grantId: string;
  serviceId: string;
  role: string;
  environment: string | null;
  endsAt: Date;
  now: Date;
}

/** Opens the review of a grant that the same transaction opens. It is due once the access has ended, whenever that is. */
export async function openReview(
  tx: Transaction,
  { withinSeconds, reviewers }: PostReview,
  { requestId, grantId, serviceId, role, environment, endsAt, now }: Opened,
): Promise<{ review: RequestReview; event: AuditInput }> {
  const id = newId("rvw");
  const dueAt = new Date(endsAt.getTime() + withinSeconds * 1000);
  const values = [id, requestId, grantId, serviceId, reviewers, withinSeconds, now, dueAt, endsAt];
  await tx.query("review-open", insertReview, values);
  const detail = { reviewId: id, role, environment, reviewers, withinSeconds, dueAt: dueAt.toISOString() };
  return {
    review: { id, reviewerRefs: reviewers },
    event: { action: "review.opened", grantId, detail },
  };
}

const insertReview = `
insert into access_review (id, request_id, grant_id, service_id, reviewer_refs, within_seconds, opened_at, due_at, remind_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
