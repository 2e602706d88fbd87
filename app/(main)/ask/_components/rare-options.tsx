import { Field, Input } from "@/components/ui/field";
import { ForSomebodyElse } from "./for-somebody-else";
import type { Draft } from "./use-outlook";

/** What few need, folded away: a later start, and asking for somebody else where the role lets the reader. */
export function RareOptions({
  draft,
  canWait,
  mayAskForOthers,
  change,
  problemOf,
}: {
  draft: Draft;
  /** Whether it can start later: an emergency starts now. */
  canWait: boolean;
  mayAskForOthers: boolean;
  change: (part: Partial<Draft>) => void;
  problemOf: (path: string) => string | null;
}) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!canWait && !mayAskForOthers) return null;
  const words = [canWait ? "start later" : null, mayAskForOthers ? "ask for somebody else" : null]
    .filter(Boolean)
    .join(", or ");
  return (
    <details open={Boolean(draft.startsAt || draft.beneficiary)}>
      <summary className="w-fit cursor-pointer text-muted text-sm">
        {words.charAt(0).toUpperCase() + words.slice(1)}
      </summary>
      <div className="mt-3 grid max-w-sm gap-5">
        {canWait ? (
          <Field
            label="Starts at"
            hint={
              <span suppressHydrationWarning>
                Your own time, {zone}. At most 30 days ahead. Empty: with the yes.
              </span>
            }
            error={problemOf("startsAt")}
          >
            {(ids) => (
              <Input
                {...ids}
                type="datetime-local"
                value={localOf(draft.startsAt)}
                onChange={(event) => change({ startsAt: instantOf(event.target.value) })}
              />
            )}
          </Field>
        ) : null}
        {mayAskForOthers ? (
          <ForSomebodyElse draft={draft} change={change} problem={problemOf("beneficiary")} />
        ) : null}
      </div>
    </details>
  );
}

/** The field says local time without a zone. */
const instantOf = (local: string) => (local ? new Date(local).toISOString() : undefined);

function localOf(instant: string | undefined): string {
  if (!instant) return "";
  const at = new Date(instant);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
