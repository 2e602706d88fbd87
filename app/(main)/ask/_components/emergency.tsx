import { Siren } from "lucide-react";
import { durationWords, oneOfWords, referenceWords } from "@/lib/declarations/describe";
import type { RequestPreview } from "@/lib/requests/preview-request";

/** Before anything is sent: what breaking the glass does, and that somebody will ask about it. */
export function Emergency({ outlook: { review } }: { outlook: Pick<RequestPreview, "review"> }) {
  return (
    <div className="grid grid-cols-[auto_1fr] gap-x-3 rounded-lg border border-pending border-l-4 bg-surface px-4 py-3.5 text-sm">
      <Siren aria-hidden className="mt-0.5 size-5 text-pending" />
      <div className="grid gap-1">
        <p className="font-semibold">This is for emergencies</p>
        <p>
          You get access at once. The owners are told
          {review
            ? `, and one of ${oneOfWords(review.reviewers.map(referenceWords))} reviews it within ${durationWords(review.withinSeconds)} of its end.`
            : "."}
        </p>
      </div>
    </div>
  );
}
