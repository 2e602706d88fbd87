import Link from "next/link";
import { Card, Facts, Notice } from "@/components/ui/layout";
import { ExactTime } from "@/components/ui/time";
import {
  capital,
  durationWords,
  oneOfWords,
  permissionWords,
  referenceWords,
  stageWords,
} from "@/lib/declarations/describe";
import type { RequestPreview } from "@/lib/requests/preview-request";

/** Beside the form, always true: who will decide and why them, what would be granted, when it would end. */
export function Outlook({
  outlook,
  standing,
  startsAt,
  usualSeconds,
}: {
  outlook: RequestPreview;
  /** What stands in the way whatever is written in the form. */
  standing: RequestPreview["refusals"][number] | undefined;
  startsAt: string | undefined;
  usualSeconds: number | null;
}) {
  if (standing) {
    const asked = typeof standing.extra?.accessRequestId === "string" ? standing.extra.accessRequestId : null;
    return (
      <aside aria-live="polite">
        <Notice
          hue={asked ? "pending" : "refused"}
          title={asked ? "You asked for this already" : "This cannot be asked for"}
        >
          {asked ? (
            <>
              It waits for a decision.{" "}
              <Link href={`/requests/${asked}`} className="text-accent underline underline-offset-2">
                Open your request
              </Link>
            </>
          ) : (
            standing.detail
          )}
        </Notice>
      </aside>
    );
  }
  const granted = permissionWords({ ...outlook.grants, authorizationDetails: [] });
  return (
    <aside aria-live="polite" className="lg:sticky lg:top-8">
      <Card className="grid gap-4">
        <div className="grid gap-1.5">
          <h2 className="font-semibold text-[15px]">Who decides</h2>
          {outlook.autoApproved ? (
            <p className="text-sm">
              {outlook.breakGlass
                ? "Nobody has to: it is for emergencies."
                : "Nobody has to: the declaration says yes at once."}
            </p>
          ) : null}
          <ol className="grid gap-2 text-sm">
            {outlook.stages.map((stage) => (
              <li key={stage.name}>
                {capital(stageWords(stage))}
                <span className="block text-[13px] text-muted">{candidateWords(stage)}</span>
                {stage.timeoutSeconds !== null && stage.escalatesTo.length > 0 ? (
                  <span className="block text-[13px] text-muted">
                    After {durationWords(stage.timeoutSeconds)} without an answer{" "}
                    {oneOfWords(stage.escalatesTo.map(referenceWords))} can decide too.
                  </span>
                ) : null}
              </li>
            ))}
          </ol>
          {outlook.autoApproved || usualSeconds === null ? null : (
            <p className="text-[13px] text-muted">Usually decided within {usualWords(usualSeconds)}.</p>
          )}
          {outlook.autoApproved ? null : (
            <p className="text-[13px] text-muted">
              If nobody decides, it closes by itself after {durationWords(outlook.pendingForSeconds)}.
            </p>
          )}
        </div>
        {outlook.review ? (
          <div className="grid gap-1.5">
            <h2 className="font-semibold text-[15px]">Who looks at it afterwards</h2>
            <p className="text-sm">
              {oneOfWords(outlook.review.reviewers.map(referenceWords))}
              <span className="block text-[13px] text-muted">
                Within {durationWords(outlook.review.withinSeconds)} of the end of your access.
              </span>
            </p>
          </div>
        ) : null}
        <div className="grid gap-1.5">
          <h2 className="font-semibold text-[15px]">What would be granted</h2>
          <ul className="grid list-disc gap-0.5 pl-5 text-sm marker:text-muted">
            {granted.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
        <Facts
          items={[
            { name: "For", value: durationWords(outlook.effectiveDurationSeconds) },
            {
              name: "Starts",
              value: startsAt ? <ExactTime at={startsAt} /> : outlook.autoApproved ? "now" : "with the yes",
            },
            ...(outlook.environment ? [{ name: "Where", value: outlook.environment }] : []),
          ]}
        />
      </Card>
    </aside>
  );
}

/** Rounded up to what people plan with. */
const usualWords = (seconds: number) =>
  durationWords(seconds < 3600 ? Math.ceil(seconds / 60) * 60 : Math.ceil(seconds / 3600) * 3600);

function candidateWords(stage: RequestPreview["stages"][number]): string {
  const names = stage.candidates.map((person) => person.name);
  if (names.length === 0) return "Nobody of them has signed in yet; they see it when they do.";
  if (names.length <= 3) return oneOfWords(names, "and");
  return `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
