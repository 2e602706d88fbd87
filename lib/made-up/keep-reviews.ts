import type { Queryable } from "@/lib/db/pool";
import { insert } from "./insert";
import type { Story } from "./story";

export async function keepReviews(db: Queryable, stories: readonly Story[]): Promise<void> {
  await insert(db, "access_review", reviewColumns, stories.flatMap(reviewRows));
}

const reviewColumns = {
  id: "text",
  request_id: "text",
  grant_id: "text",
  service_id: "text",
  reviewer_refs: "text[]",
  within_seconds: "int",
  opened_at: "timestamptz",
  due_at: "timestamptz",
  status: "review_status",
  verdict: "review_verdict",
  comment: "text",
  reviewer_id: "text",
  done_at: "timestamptz",
  reminders: "int",
  remind_at: "timestamptz",
};

const reviewRows = ({ id, grant, review, place }: Story): Record<keyof typeof reviewColumns, unknown>[] => {
  if (!review) return [];
  const { done } = review;
  return [
    {
      id: review.id,
      request_id: id,
      grant_id: grant?.id,
      service_id: place.service.id,
      reviewer_refs: review.reviewers,
      within_seconds: review.withinSeconds,
      opened_at: review.openedAt,
      due_at: review.dueAt,
      status: done ? "done" : "open",
      verdict: done?.verdict ?? null,
      comment: done?.comment ?? null,
      reviewer_id: done?.by.principal.id ?? null,
      done_at: done?.at ?? null,
      reminders: review.remindedAt.length,
      remind_at: review.remindAt,
    },
  ];
};
