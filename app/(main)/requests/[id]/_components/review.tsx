import { Person } from "@/components/people/person";
import { ReviewClock } from "@/components/reviews/review-row";
import { Card, Facts, Section } from "@/components/ui/layout";
import { Tag } from "@/components/ui/status";
import { RelativeTime } from "@/components/ui/time";
import { oneOfWords, referenceWords } from "@/lib/declarations/describe";
import type { ReviewView } from "@/lib/reviews/view";
import { ReviewButtons } from "./review-buttons";

/** What was done with the access, and what whoever looked at it found. */
export function Review({ review }: { review: ReviewView }) {
  const { status, verdict, comment, reviewedBy, doneAt, holder, serviceTitle } = review;
  return (
    <div id="review" className="scroll-mt-8">
      <Section title="Review" aside={status === "open" ? <ReviewClock review={review} /> : null}>
        <Card className="grid gap-4">
          {status === "moot" ? (
            <p className="text-sm">The access never began: there is nothing to review.</p>
          ) : null}
          {status === "done" && verdict && reviewedBy && doneAt ? (
            <div className="grid gap-1.5 text-sm">
              <p className="flex flex-wrap items-center gap-2">
                <Tag hue={verdict === "justified" ? "live" : "refused"}>
                  {verdict === "justified" ? "Justified" : "Not justified"}
                </Tag>
                <span>
                  <Person {...reviewedBy} />{" "}
                  <span className="text-muted">
                    · <RelativeTime at={doneAt} />
                  </span>
                </span>
              </p>
              <p className="whitespace-pre-wrap break-words rounded-md bg-sunken px-3 py-2">{comment}</p>
            </div>
          ) : null}
          <Facts items={facts(review)} />
          {status === "open" ? (
            <p className="text-muted text-sm">
              {review.whyNot ?? "Was it right to take it? Say what you found."}
            </p>
          ) : null}
          {review.abilities.includes("complete") ? (
            <ReviewButtons id={review.id} words={`${holder.name}’s access to ${serviceTitle}`} />
          ) : null}
        </Card>
      </Section>
    </div>
  );
}

function facts({ usage, hasEnded, startsAt, endsAt, reviewers, status }: ReviewView) {
  return [
    { name: "Began", value: <RelativeTime at={startsAt} /> },
    { name: hasEnded ? "Ended" : "Ends", value: <RelativeTime at={endsAt} /> },
    { name: "Used", value: <Usage usage={usage} /> },
    ...(status === "open" ? [{ name: "Reviewed by", value: oneOfWords(reviewers.map(referenceWords)) }] : []),
  ];
}

function Usage({ usage: { tokens, firstAt, lastAt } }: Pick<ReviewView, "usage">) {
  if (tokens === 0 || !firstAt || !lastAt) return "No token was ever issued for it";
  if (tokens === 1)
    return (
      <>
        1 token, <RelativeTime at={firstAt} />
      </>
    );
  return (
    <>
      {tokens} tokens, the first <RelativeTime at={firstAt} />, the last <RelativeTime at={lastAt} />
    </>
  );
}
