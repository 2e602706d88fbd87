import Link from "next/link";
import { askHref } from "@/components/requests/ask-href";
import { ButtonLink } from "@/components/ui/button";
import { Countdown } from "@/components/ui/time";
import { durationWords } from "@/lib/declarations/describe";
import type { GrantView } from "@/lib/grants/view";
import type { RequestView } from "@/lib/requests/view";
import type { RoleDetailView, RolePlaceView, ServiceDetailView } from "@/lib/services/view";
import { ExtendAccess } from "../../_grants/extend-access";

interface Props {
  service: ServiceDetailView;
  role: RoleDetailView;
  place: RolePlaceView;
  held: GrantView | undefined;
  waiting: RequestView | undefined;
}

/** A role in one place, with the one thing that can be done about it now, or why nothing can. */
export function PlaceRow(props: Props) {
  const { place, role } = props;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b px-4 py-2.5 text-sm last:border-b-0 sm:flex-nowrap">
      <span className="w-24 shrink-0 font-medium">{place.environment ?? "Everywhere"}</span>
      <span className="min-w-0 grow basis-full text-[13px] text-muted sm:basis-0">
        {place.requestable ? (
          <>
            Up to {durationWords(place.maxDurationSeconds)} ·{" "}
            {role.breakGlass ? "at once, in an emergency" : `decided by ${place.approval}`}
            {place.review ? ` · reviewed ${place.review}` : null}
            {place.signIn ? ` · takes ${place.signIn}` : null}
          </>
        ) : (
          place.reason
        )}
      </span>
      <NextStep {...props} />
    </li>
  );
}

function NextStep({ service, role, place, held, waiting }: Props) {
  const what = (
    <span className="sr-only">
      : {role.title}
      {place.environment ? ` in ${place.environment}` : ""}
    </span>
  );
  if (held) {
    return (
      <span className="tabular flex shrink-0 items-center gap-3 text-[13px] text-muted">
        <span>
          <Countdown until={held.endsAt} /> left ·{" "}
          <Link href={`/grants/${held.id}`} className="text-accent underline underline-offset-2">
            Use it
            {what}
          </Link>
        </span>
        <ExtendAccess grant={held} />
      </span>
    );
  }
  if (waiting) {
    return (
      <ButtonLink href={`/requests/${waiting.id}`} size="sm" className="text-pending">
        Waiting
        {what}
      </ButtonLink>
    );
  }
  if (!place.requestable && !place.mayAskForOthers) return null;
  return (
    <ButtonLink href={askHref(service.ref, role.name, place.environment)} size="sm">
      {place.requestable ? (role.breakGlass ? "Break the glass" : "Ask") : "Ask for somebody"}
      {what}
    </ButtonLink>
  );
}
