import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { Person } from "@/components/people/person";
import { WhoAnswers } from "@/components/requests/who-answers";
import { Section } from "@/components/ui/layout";
import { Rows } from "@/components/ui/rows";
import { Tag } from "@/components/ui/status";
import { ClockTime, Countdown } from "@/components/ui/time";
import { capital, oneOfWords, referenceWords, stageWords } from "@/lib/declarations/describe";
import type { RequestView, StageView } from "@/lib/requests/view";
import type { WhoAnswers as Answers } from "@/lib/requests/who-answers";

/** Who decides: every stage with its seats, filled and free. */
export function Stages({ request, answers }: { request: RequestView; answers: Answers }) {
  if (request.stages.length === 0) return null;
  return (
    <Section title="Who decides">
      <Rows label="Approval stages">
        {request.stages.map((stage) => (
          <Stage key={stage.name} stage={stage} answers={answers} />
        ))}
      </Rows>
    </Section>
  );
}

function Stage({ stage, answers }: { stage: StageView; answers: Answers }) {
  const free = Math.max(0, stage.required - stage.approvals);
  return (
    <li className="grid gap-1 border-line border-b px-4 py-3 text-sm last:border-b-0">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">
          {stage.approvers.length > 0 ? capital(stageWords(stage)) : "Nobody is left who could decide this"}
        </span>
        {stage.open ? <Tag hue="pending">deciding now</Tag> : null}
        <span className="ml-auto flex items-center gap-1">
          {stage.decisions.map((decision) =>
            decision.verdict === "approve" ? (
              <CircleCheck key={decision.id} aria-hidden className="size-4 text-live" />
            ) : (
              <CircleX key={decision.id} aria-hidden className="size-4 text-refused" />
            ),
          )}
          {Array.from({ length: free }, (_, seat) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: free seats are all alike
            <CircleDashed key={seat} aria-hidden className="size-4 text-muted" />
          ))}
          <span className="sr-only">
            {stage.approvals} of {stage.required} approvals
          </span>
        </span>
      </div>
      {stage.open ? <WhoAnswers {...answers} /> : null}
      {stage.open && stage.escalatesAt ? (
        <p className="text-[13px] text-muted">
          {oneOfWords(stage.escalatesTo.map(referenceWords), "and")}{" "}
          {stage.escalated ? (
            <>
              can decide too since <ClockTime at={stage.escalatesAt} />: nobody had answered.
            </>
          ) : (
            <>
              can decide too in <Countdown until={stage.escalatesAt} /> unless somebody answers.
            </>
          )}
        </p>
      ) : null}
      {stage.decisions.length > 0 ? (
        <p className="flex flex-wrap gap-x-3 text-[13px] text-muted">
          {stage.decisions.map(({ id, approver, onBehalfOf }) => (
            <span key={id}>
              <Person {...approver} />
              {onBehalfOf ? ` for ${onBehalfOf.name}` : null}
            </span>
          ))}
        </p>
      ) : null}
    </li>
  );
}
