import { Choices } from "@/components/ui/choice";
import type { ServiceDetailView } from "@/lib/services/view";
import type { Draft } from "./draft";

export type AskedService = Pick<ServiceDetailView, "ref" | "title" | "roles">;

/** Which role, and where. */
export function PlaceChoice({
  service,
  draft,
  change,
}: {
  service: AskedService;
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}) {
  const role = service.roles.find((candidate) => candidate.name === draft.role);
  const isBundle = Boolean(draft.also?.length);
  return (
    <>
      <Choices
        legend="Which role?"
        name="role"
        value={draft.role}
        onChange={(name) => change(placeFor(service, name, draft.environment))}
        choices={service.roles.map((each) => ({
          value: each.name,
          label: each.title,
          note:
            isBundle && each.breakGlass
              ? "For emergencies, which are taken one at a time."
              : each.requestable
                ? (each.description ?? each.permissions.join(" · "))
                : each.reason,
          disabled: (!each.requestable && !each.mayAskForOthers) || (isBundle && each.breakGlass),
        }))}
      />
      {role?.places.some((place) => place.environment !== null) ? (
        <Choices
          legend="Where?"
          name="environment"
          layout="row"
          value={draft.environment ?? ""}
          onChange={(environment) => change({ environment })}
          choices={role.places.map((place) => ({
            value: place.environment ?? "",
            label: place.environment ?? "",
            disabled: !place.requestable && !place.mayAskForOthers,
          }))}
        />
      ) : null}
    </>
  );
}

/** Another role keeps the place where it can be had there too, and for whom it is where that can be somebody else. */
function placeFor(service: AskedService, name: string, environment: string | null): Partial<Draft> {
  const role = service.roles.find((candidate) => candidate.name === name);
  const forOthers = role?.mayAskForOthers ?? false;
  const places = role?.places.filter((candidate) => candidate.requestable || candidate.mayAskForOthers) ?? [];
  const place = places.find((candidate) => candidate.environment === environment) ?? places[0];
  return {
    role: name,
    environment: place?.environment ?? null,
    ...(forOthers ? {} : { beneficiary: undefined }),
    ...(place ? { durationSeconds: place.defaultDurationSeconds } : {}),
  };
}
