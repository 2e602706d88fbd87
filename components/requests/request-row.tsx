import { RowLink } from "@/components/ui/layout";
import { RiskTag, StatusBadge } from "@/components/ui/status";
import { Countdown, RelativeTime } from "@/components/ui/time";
import { durationWords } from "@/lib/declarations/describe";
import type { RequestView } from "@/lib/requests/view";

/** A role in a place: "refunder on Orders API in production". */
export function RoleWords({
  role,
  service,
  environment,
}: {
  role: string;
  service: { title: string };
  environment: string | null;
}) {
  return (
    <>
      <span className="font-medium">{role}</span> on <span className="font-medium">{service.title}</span>
      {environment ? <> in {environment}</> : null}
    </>
  );
}

export function RequestRow({ request, showRequester }: { request: RequestView; showRequester: boolean }) {
  const pending = request.status === "pending";
  return (
    <RowLink href={`/requests/${request.id}`}>
      <span className="min-w-0 grow basis-64">
        {showRequester ? <span className="font-medium">{request.requester.name} asks for </span> : null}
        <RoleWords {...request} />{" "}
        <span className="text-muted">for {durationWords(request.effectiveDurationSeconds)}</span>
      </span>
      {request.risk === "high" || request.risk === "critical" ? <RiskTag risk={request.risk} /> : null}
      <span className="text-[13px] text-muted">
        {pending ? (
          <>
            closes in <Countdown until={request.pendingUntil} />
          </>
        ) : (
          <RelativeTime at={request.closedAt ?? request.createdAt} />
        )}
      </span>
      <StatusBadge status={request.status} />
    </RowLink>
  );
}
