import Link from "next/link";
import { ButtonLink } from "@/components/ui/button";
import { RiskTag, StatusBadge } from "@/components/ui/status";
import { Countdown } from "@/components/ui/time";
import { durationWords } from "@/lib/declarations/describe";
import type { GrantView } from "@/lib/grants/view";
import type { RequestView } from "@/lib/requests/view";
import type { RoleDetailView, ServiceDetailView } from "@/lib/services/view";

interface Props {
  service: ServiceDetailView;
  role: RoleDetailView;
  held: GrantView | null;
  waiting: RequestView | null;
}

/** One role in plain words, with the one thing that can be done about it now. */
export function RoleCard({ service, role, held, waiting }: Props) {
  return (
    <li className="grid gap-3 rounded-lg border border-line bg-surface p-4" id={`role-${role.name}`}>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="grid gap-0.5">
          <h3 className="flex flex-wrap items-center gap-2 font-semibold">
            {role.title}
            {role.title === role.name ? null : (
              <span className="font-mono font-normal text-muted text-xs">{role.name}</span>
            )}
            <RiskTag risk={role.risk} />
          </h3>
          {role.description ? <p className="text-muted text-sm">{role.description}</p> : null}
        </div>
        <NextStep service={service} role={role} held={held} waiting={waiting} />
      </div>
      <ul className="grid list-disc gap-0.5 pl-5 text-sm marker:text-muted">
        {role.permissions.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <ul className="grid gap-1 text-[13px] text-muted">
        {role.places.map((place) => (
          <li key={place.environment ?? ""}>
            {place.environment ? <span className="font-medium text-ink">{place.environment}: </span> : null}
            up to {durationWords(place.maxDurationSeconds)} ({place.cappedBy}) · {place.approval}
          </li>
        ))}
      </ul>
      {role.requestable ? null : <p className="text-[13px] text-muted">{role.reason}</p>}
    </li>
  );
}

function NextStep({ service, role, held, waiting }: Props) {
  if (waiting) {
    return (
      <Link href={`/requests/${waiting.id}`} className="flex items-center gap-2 text-sm">
        <StatusBadge status="pending" />{" "}
        <span className="text-accent underline-offset-2 hover:underline">See your request</span>
      </Link>
    );
  }
  if (held) {
    return (
      <span className="flex items-center gap-2 text-[13px] text-muted">
        <Countdown until={held.endsAt} /> left
        <ButtonLink href={`/grants/${held.id}`} look="primary" size="sm">
          Use it
        </ButtonLink>
      </span>
    );
  }
  if (!role.requestable) return null;
  const place = role.places.find((candidate) => candidate.requestable);
  const query = new URLSearchParams({
    service: service.ref,
    role: role.name,
    ...(place?.environment ? { environment: place.environment } : {}),
  });
  return (
    <ButtonLink href={`/ask?${query}`} size="sm">
      Ask
      <span className="sr-only"> for {role.title}</span>
    </ButtonLink>
  );
}
