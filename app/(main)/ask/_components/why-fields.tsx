import { Field, Input, Textarea } from "@/components/ui/field";
import type { RequestPreview } from "@/lib/requests/preview-request";
import type { Draft } from "./draft";

/** Why, with the rule and an example, and the ticket where one counts. */
export function WhyFields({
  draft,
  rule,
  breakGlass,
  change,
  problemOf,
}: {
  draft: Draft;
  rule: RequestPreview["justification"];
  breakGlass: boolean;
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
    </>
  );
}
