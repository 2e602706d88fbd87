import { ButtonLink } from "@/components/ui/button";
import { RowLink } from "@/components/ui/rows";
import type { ServiceView } from "@/lib/services/view";
import { Favourite } from "./favourite";

/** A favourite, with the step that people take from it. */
export function FavouriteRow({ service }: { service: ServiceView }) {
  const mayAsk = service.roles.some((role) => role.requestable);
  return (
    <RowLink
      href={`/services/${service.ref}`}
      action={
        <span className="flex items-center gap-2">
          {mayAsk ? (
            <ButtonLink size="sm" href={`/ask?service=${service.ref}`}>
              Ask<span className="sr-only"> for access to {service.title}</span>
            </ButtonLink>
          ) : null}
          <Favourite service={service} />
        </span>
      }
    >
      <span className="font-medium">{service.title}</span>
      <span className="block text-[13px] text-muted">
        {service.status === "withdrawn" ? "Withdrawn by its team" : service.ref}
      </span>
    </RowLink>
  );
}
