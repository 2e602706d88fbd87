import { RowLink } from "@/components/ui/rows";
import { StatusBadge } from "@/components/ui/status";
import { RelativeTime } from "@/components/ui/time";
import type { AuditEventView } from "@/lib/audit/view";
import { Sentence } from "./sentence";

/** One line an event, in words. */
export function EventRow({ event }: { event: AuditEventView }) {
  return (
    <RowLink
      href={`/audit/${event.id}`}
      aside={
        <>
          {event.outcome === "success" ? null : <StatusBadge status={event.outcome} />}
          <RelativeTime at={event.at} />
        </>
      }
    >
      <Sentence event={event} />
    </RowLink>
  );
}
