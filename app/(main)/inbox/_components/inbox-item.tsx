import Link from "next/link";
import { CoveredBy, PastAccess, SmallerRole } from "@/components/requests/known-here";
import { Looking } from "@/components/requests/looking";
import { type Ask, AskWords } from "@/components/requests/request-row";
import { Button } from "@/components/ui/button";
import { RiskTag } from "@/components/ui/status";
import { Countdown } from "@/components/ui/time";
import type { KnownHere } from "@/lib/requests/known-here";
import type { Urgency } from "@/lib/requests/list-inbox";
import type { RequestAction } from "@/lib/requests/policy";
import type { ClaimView } from "@/lib/requests/view";
import type { Decision } from "../../_decisions/decision-dialog";
import type { SignInDemand } from "../../_step-up/demand";

export interface InboxItem {
  id: string;
  ask: Ask;
  serviceRef: string;
  risk: "low" | "medium" | "high" | "critical";
  justification: string;
  ticket: string | null;
  pendingUntil: string;
  /** Why this person is asked. */
  because: string | null;
  known: KnownHere;
  claims: ClaimView[];
  abilities: RequestAction[];
  urgency: Urgency;
  /** How many more of what was asked in the same submit are in this list. */
  together: number;
  /** The sign-in that a yes takes first. */
  stepUp: SignInDemand | null;
}

export const may = (action: RequestAction) => (item: InboxItem) => item.abilities.includes(action);

export const itemWords = ({ ask }: InboxItem) =>
  `${ask.requester.name}’s request for ${ask.role} on ${ask.serviceTitle}`;

/** One request to decide: everything that the decision takes in four lines, and the two answers. */
export function InboxEntry({
  item,
  viewerId,
  isSelected,
  onSelect,
  onDecide,
}: {
  item: InboxItem;
  viewerId: string;
  isSelected: boolean;
  onSelect: () => void;
  onDecide: (decision: Decision) => void;
}) {
  return (
    <li
      data-row-id={item.id}
      className="flex items-start gap-3 border-line border-b px-4 py-3.5 last:border-b-0 has-[a:focus-visible]:bg-sunken has-checked:bg-accent-soft"
    >
      <input
        type="checkbox"
        checked={isSelected}
        onChange={onSelect}
        aria-label={`Select ${itemWords(item)}`}
        className="mt-0.5 size-4.5 shrink-0 cursor-pointer accent-(--accent)"
      />
      <div className="grid min-w-0 grow gap-1 text-sm lg:flex lg:items-start lg:gap-6">
        <div className="grid min-w-0 grow gap-1">
          <Link
            href={`/requests/${item.id}`}
            data-row
            className="w-fit max-w-full break-words rounded-sm underline-offset-2 hover:underline focus-visible:outline-offset-4"
          >
            <AskWords request={item.ask} />
          </Link>
          <p className="line-clamp-3 break-words">
            {item.justification}
            {item.ticket ? <span className="text-muted"> · {item.ticket}</span> : null}
          </p>
          <p className="tabular flex flex-wrap items-center gap-x-2 gap-y-1 text-[13px] text-muted">
            <RiskTag risk={item.risk} />
            <span>
              closes in <Countdown until={item.pendingUntil} />
            </span>
            <Looking claims={item.claims} viewerId={viewerId} />
            {item.together > 0 ? <span>asked with {item.together} more of this list</span> : null}
          </p>
          <Beside because={item.because} known={item.known} />
        </div>
        <div className="mt-1.5 flex shrink-0 gap-2 lg:mt-0">
          {may("approve")(item) ? (
            <Button size="sm" onClick={() => onDecide("approve")} aria-label={`Approve ${itemWords(item)}`}>
              Approve
            </Button>
          ) : null}
          <Button
            size="sm"
            look="quiet"
            onClick={() => onDecide("deny")}
            aria-label={`Deny ${itemWords(item)}`}
          >
            Deny
          </Button>
        </div>
      </div>
    </li>
  );
}

/** Why this person is asked, what the one who asks had here, and what other roles have to do with it. */
function Beside({ because, known: { past, covers, smaller } }: Pick<InboxItem, "because" | "known">) {
  return (
    <p className="tabular break-words text-[13px] text-muted">
      {because ? `${because} ` : null}
      {past ? (
        <>
          Had it <PastAccess past={past} />.
        </>
      ) : (
        "Never had it before."
      )}
      {covers.length > 0 ? (
        <span className="font-medium text-ink">
          {" "}
          Covered already by <CoveredBy covers={covers} />.
        </span>
      ) : null}
      {smaller ? (
        <>
          {" "}
          <SmallerRole {...smaller} />.
        </>
      ) : null}
    </p>
  );
}
