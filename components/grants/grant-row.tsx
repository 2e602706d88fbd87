import { RoleWords } from "@/components/requests/request-row";
import { RowLink } from "@/components/ui/layout";
import { StatusBadge } from "@/components/ui/status";
import { Countdown, RelativeTime } from "@/components/ui/time";
import type { GrantView } from "@/lib/grants/view";

function When({ grant }: { grant: GrantView }) {
  if (grant.status === "active") {
    return (
      <>
        <Countdown until={grant.endsAt} /> left
      </>
    );
  }
  if (grant.status === "scheduled") {
    return (
      <>
        starts <RelativeTime at={grant.startsAt} />
      </>
    );
  }
  return <RelativeTime at={grant.revokedAt ?? grant.endsAt} />;
}

export function GrantRow({ grant, showHolder }: { grant: GrantView; showHolder: boolean }) {
  return (
    <RowLink href={`/grants/${grant.id}`}>
      <span className="min-w-0 grow basis-64">
        {showHolder ? <span className="font-medium">{grant.principal.name}: </span> : null}
        <RoleWords {...grant} />
      </span>
      <span className="text-[13px] text-muted">
        <When grant={grant} />
      </span>
      <StatusBadge status={grant.status} />
    </RowLink>
  );
}
