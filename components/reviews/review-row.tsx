import { BreakGlassTag } from "@/components/requests/break-glass-tag";
import { RoleWords } from "@/components/requests/request-row";
import { RowLink } from "@/components/ui/rows";
import { Tag } from "@/components/ui/status";
import { ClockTime, Countdown, RelativeTime } from "@/components/ui/time";
import type { ReviewView } from "@/lib/reviews/view";

/** An access that somebody is to look at, in one line: whose, and how it stands with it. */
export function ReviewRow({ review }: { review: ReviewView }) {
  return (
    <RowLink
      href={`/requests/${review.requestId}#review`}
      aside={
        <>
          {review.breakGlass ? <BreakGlassTag /> : null}
          <ReviewClock review={review} />
        </>
      }
    >
      <span className="font-medium">{review.holder.name}</span> · <RoleWords {...review} />
    </RowLink>
  );
}

/** "still runs, 20 min left", "to review in 15 h", "overdue since 14:30" */
export function ReviewClock({ review }: { review: ReviewView }) {
  if (review.overdue) {
    return (
      <Tag hue="refused">
        <span>
          overdue since <ClockTime at={review.dueAt} />
        </span>
      </Tag>
    );
  }
  if (!review.hasEnded) {
    return (
      <span>
        still runs, <Countdown until={review.endsAt} /> left
      </span>
    );
  }
  return (
    <span>
      to review <RelativeTime at={review.dueAt} />
    </span>
  );
}
