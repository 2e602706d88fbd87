import { Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import type { ReviewView } from "@/lib/reviews/view";
import { ReviewRow } from "./review-row";

/** Access that this person is to look at, soonest due first; nothing where there is none. */
export function ReviewsWaiting({ reviews }: { reviews: ReviewView[] }) {
  if (reviews.length === 0) return null;
  const title = "Waits for your review";
  return (
    <Section title={title}>
      <Rows label={title}>
        {reviews.map((review) => (
          <ReviewRow key={review.id} review={review} />
        ))}
      </Rows>
    </Section>
  );
}
