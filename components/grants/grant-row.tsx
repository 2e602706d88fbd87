import { BreakGlassTag } from "@/components/requests/break-glass-tag";
import { RoleWords } from "@/components/requests/request-row";
import { RowLink } from "@/components/ui/rows";
import { StatusBadge } from "@/components/ui/status";
import { Countdown, RelativeTime } from "@/components/ui/time";
import type { GrantView } from "@/lib/grants/view";
import { LastUsed } from "./in-use";

export function GrantRow({
  grant,
  showHolder,
  action,
}: {
  grant: GrantView;
  showHolder: boolean;
  action?: React.ReactNode;
}) {
  return (
    <RowLink
      href={`/grants/${grant.id}`}
      action={action}
      aside={
        <>
          {grant.breakGlass ? <BreakGlassTag /> : null}
          <span>
            {showHolder && grant.status === "active" ? (
              <>
                <LastUsed use={grant.use} /> ·{" "}
              </>
            ) : null}
            <When grant={grant} />
          </span>
          <StatusBadge status={grant.status} />
        </>
      }
    >
      {showHolder ? (
        <>
          <span className="font-medium">{grant.principal.name}</span> ·{" "}
        </>
      ) : null}
      <RoleWords {...grant} />
    </RowLink>
  );
}

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
