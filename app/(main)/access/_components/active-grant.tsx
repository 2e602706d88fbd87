import { LastUsed } from "@/components/grants/in-use";
import { StillUsed } from "@/components/grants/still-used";
import { RoleWords } from "@/components/requests/request-row";
import { ButtonLink } from "@/components/ui/button";
import { Countdown, ExactTime } from "@/components/ui/time";
import type { GrantView } from "@/lib/grants/view";
import { EndAccess } from "../../_grants/end-access";
import { ExtendAccess } from "../../_grants/extend-access";

/** What I hold: the time that is left first, then what to do with it. */
export function ActiveGrant({ grant }: { grant: GrantView }) {
  return (
    <li className="grid gap-3 rounded-lg border border-line bg-surface p-4">
      <p className="text-sm">
        <RoleWords {...grant} />
      </p>
      <div className="grid gap-0.5">
        <p className="tabular font-semibold text-3xl tracking-tight">
          <Countdown until={grant.endsAt} />{" "}
          <span className="font-normal text-base text-muted tracking-normal">left</span>
        </p>
        <p className="text-[13px] text-muted">
          Access ends <ExactTime at={grant.endsAt} /> · <LastUsed use={grant.use} />
        </p>
        <p className="empty:hidden">
          <StillUsed grant={grant} />
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <ButtonLink href={`/grants/${grant.id}`} look="primary" size="sm">
          Use it
          <span className="sr-only">
            : {grant.role} on {grant.serviceTitle}
          </span>
        </ButtonLink>
        <ExtendAccess grant={grant} />
        {grant.abilities.includes("give-back") ? (
          <EndAccess id={grant.id} kind="give-back" words={`${grant.role} on ${grant.serviceTitle}`} />
        ) : null}
      </div>
    </li>
  );
}
