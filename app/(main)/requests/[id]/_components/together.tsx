import { RoleWords } from "@/components/requests/request-row";
import { Section } from "@/components/ui/layout";
import { RowLink, Rows } from "@/components/ui/rows";
import { StatusBadge } from "@/components/ui/status";
import { durationWords } from "@/lib/declarations/describe";
import type { RequestView } from "@/lib/requests/view";

/** What was asked in the same submit, and what became of it: each is decided by itself. */
export function Together({ requests }: { requests: RequestView[] }) {
  return (
    <Section title="Asked together with">
      <Rows label="Asked together with">
        {requests.map((request) => (
          <RowLink
            key={request.id}
            href={`/requests/${request.id}`}
            aside={<StatusBadge status={request.status} />}
          >
            <RoleWords {...request} />{" "}
            <span className="text-muted">for {durationWords(request.effectiveDurationSeconds)}</span>
            {request.askedBy ? <span className="text-muted">, for {request.requester.name}</span> : null}
          </RowLink>
        ))}
      </Rows>
      <p className="mt-2 text-[13px] text-muted">
        Each is decided by its own owners, whatever becomes of the others.
      </p>
    </Section>
  );
}
