import { BreakGlassTag } from "@/components/requests/break-glass-tag";
import { RowLink } from "@/components/ui/rows";
import { RiskTag, StatusBadge } from "@/components/ui/status";
import { Countdown, RelativeTime } from "@/components/ui/time";
import { durationWords } from "@/lib/declarations/describe";
import type { RequestView } from "@/lib/requests/view";

/** A role in a place: "refunder on Orders API in production". */
export function RoleWords({
  role,
  serviceTitle,
  environment,
}: {
  role: string;
  serviceTitle: string;
  environment: string | null;
}) {
  return (
    <>
      <span className="font-medium">{role}</span> on <span className="font-medium">{serviceTitle}</span>
      {environment ? <> in {environment}</> : null}
    </>
  );
}

export type Ask = Pick<
  RequestView,
  "requester" | "askedBy" | "extends" | "role" | "serviceTitle" | "environment" | "effectiveDurationSeconds"
>;

/** "Riley asks for refunder on Orders API in production for 1 h", or "to extend" it; with whom it is for, if for another. */
export function AskWords({ request }: { request: Ask }) {
  return (
    <>
      <span className="font-medium">{(request.askedBy ?? request.requester).name}</span> asks{" "}
      {request.extends ? "to extend" : "for"} <RoleWords {...request} />{" "}
      <span className="text-muted">
        {request.extends ? "by" : "for"} {durationWords(request.effectiveDurationSeconds)}
        {request.askedBy ? `, for ${request.requester.name}` : ""}
      </span>
    </>
  );
}

export function RequestRow({
  request,
  showRequester,
  action,
}: {
  request: RequestView;
  showRequester: boolean;
  action?: React.ReactNode;
}) {
  const pending = request.status === "pending";
  const risky = request.risk === "high" || request.risk === "critical";
  return (
    <RowLink
      href={`/requests/${request.id}`}
      action={action}
      aside={
        <>
          {request.breakGlass ? <BreakGlassTag /> : null}
          {request.bundleId ? <span>asked with others</span> : null}
          {risky ? <RiskTag risk={request.risk} /> : null}
          <span>
            {pending ? (
              <>
                closes in <Countdown until={request.pendingUntil} />
              </>
            ) : (
              <RelativeTime at={request.closedAt ?? request.createdAt} />
            )}
          </span>
          <StatusBadge status={request.status} />
        </>
      }
    >
      {showRequester ? (
        <AskWords request={request} />
      ) : (
        <>
          <RoleWords {...request} />{" "}
          <span className="text-muted">
            {request.extends ? "by" : "for"} {durationWords(request.effectiveDurationSeconds)}
            {request.extends ? " more" : ""}
            {request.askedBy ? `, for ${request.requester.name}` : ""}
          </span>
        </>
      )}
    </RowLink>
  );
}
