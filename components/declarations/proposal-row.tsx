import { RowLink } from "@/components/ui/rows";
import { StatusBadge } from "@/components/ui/status";
import { Countdown, RelativeTime } from "@/components/ui/time";
import type { ProposalView } from "@/lib/proposals/view";

/** A declaration that widens access, in one line: whose it is, and the first thing that it would open. */
export function ProposalRow({ proposal }: { proposal: ProposalView }) {
  const [first, ...more] = proposal.waits;
  return (
    <RowLink
      href={`/proposals/${proposal.id}`}
      aside={
        <>
          <span>
            {proposal.status === "pending" ? (
              <>
                closes in <Countdown until={proposal.pendingUntil} />
              </>
            ) : (
              <RelativeTime at={proposal.closedAt ?? proposal.createdAt} />
            )}
          </span>
          <StatusBadge status={proposal.status} />
        </>
      }
    >
      The declaration of <span className="font-medium">{proposal.serviceTitle}</span>:{" "}
      {first?.words ?? "it opens more than before"}
      {more.length > 0 ? <span className="text-muted"> and {more.length} more</span> : null}
    </RowLink>
  );
}
