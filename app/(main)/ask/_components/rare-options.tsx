import { InstantField } from "@/components/ui/instant-field";
import { capital } from "@/lib/declarations/describe";
import type { Draft } from "./draft";
import { ForSomebodyElse } from "./for-somebody-else";

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
  if (!canWait && !mayAskForOthers) return null;
  const words = [canWait ? "start later" : null, mayAskForOthers ? "ask for somebody else" : null]
    .filter(Boolean)
    .join(", or ");
  return (
    <details open={Boolean(draft.startsAt || draft.beneficiary)}>
      <summary className="w-fit cursor-pointer text-muted text-sm">{capital(words)}</summary>
      <div className="mt-3 grid max-w-sm gap-5">
        {canWait ? (
          <InstantField
            label="Starts at"
            hint="At most 30 days ahead. Empty: with the yes."
            error={problemOf("startsAt")}
            value={draft.startsAt}
            onChange={(startsAt) => change({ startsAt })}
          />
        ) : null}
        {mayAskForOthers ? (
          <ForSomebodyElse draft={draft} change={change} problem={problemOf("beneficiary")} />
        ) : null}
      </div>
    </details>
  );
}
