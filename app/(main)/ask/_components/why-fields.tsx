import { Field, Input, Textarea } from "@/components/ui/field";
import type { RequestPreview } from "@/lib/requests/preview-request";
import type { Draft } from "./use-outlook";

/** Why, with the rule and an example; the ticket where one counts; and, folded away, a later start. */
export function WhyFields({
  draft,
  rule,
  breakGlass,
  canWait,
  change,
  problemOf,
}: {
  draft: Draft;
  rule: RequestPreview["justification"];
  breakGlass: boolean;
  /** Whether a later start can be asked for. */
  canWait: boolean;
  change: (part: Partial<Draft>) => void;
  problemOf: (path: string) => string | null;
}) {
  const least = rule.minLength > 1 ? `At least ${rule.minLength} characters. ` : "";
  return (
    <>
      <Field
        label="Why?"
        hint={`${least}Whoever ${breakGlass ? "reviews it" : "decides"} reads it, and so does whoever looks at this in a year.`}
        error={problemOf("justification")}
      >
        {(ids) => (
          <Textarea
            {...ids}
            required
            maxLength={2000}
            placeholder="Customer 4711 was charged twice for order 20-3391; refund the second charge."
            value={draft.justification}
            onChange={(event) => change({ justification: event.target.value })}
          />
        )}
      </Field>
      {rule.ticket === "none" ? null : (
        <Field
          label={rule.ticket === "required" ? "Ticket" : "Ticket (if there is one)"}
          error={problemOf("ticket")}
        >
          {(ids) => (
            <Input
              {...ids}
              maxLength={200}
              placeholder={rule.ticketExample ?? "OPS-1234"}
              value={draft.ticket ?? ""}
              onChange={(event) => change({ ticket: event.target.value })}
            />
          )}
        </Field>
      )}
      {canWait ? (
        <StartLater startsAt={draft.startsAt} change={change} problem={problemOf("startsAt")} />
      ) : null}
    </>
  );
}

function StartLater({
  startsAt,
  change,
  problem,
}: {
  startsAt: string | undefined;
  change: (part: Partial<Draft>) => void;
  problem: string | null;
}) {
  return (
    <details open={startsAt !== undefined}>
      <summary className="w-fit cursor-pointer text-muted text-sm">Start later</summary>
      <div className="mt-3 max-w-64">
        <Field label="Starts at" hint="At most 30 days ahead. Empty: with the yes." error={problem}>
          {(ids) => (
            <Input
              {...ids}
              type="datetime-local"
              value={localOf(startsAt)}
              onChange={(event) => change({ startsAt: instantOf(event.target.value) })}
            />
          )}
        </Field>
      </div>
    </details>
  );
}

/** The other way round. */
const localOf = (instant: string | undefined) => {
  if (instant === undefined) return "";
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

/** The field says local time without a zone. */
const instantOf = (local: string) => (local ? new Date(local).toISOString() : undefined);
