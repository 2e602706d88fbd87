import type { ServiceDetailView } from "@/lib/services/view";

/** A further role of a bundle, as the form knows it. */
export interface Another {
  service: string;
  serviceTitle: string;
  role: string;
  roleTitle: string;
  environment: string | null;
  /** Where else it can be had. */
  environments: string[];
}

/** The role in the place that was named, or in the first where it can be had; null where the service has no such role. */
export function anotherOf(
  service: ServiceDetailView,
  { role: name, environment }: { role: string; environment: string | null },
): Another | null {
  const role = service.roles.find((candidate) => candidate.name === name);
  if (!role || role.breakGlass) return null;
  const places = role.places.filter((place) => place.requestable || place.mayAskForOthers);
  const place = places.find((candidate) => candidate.environment === environment) ?? places[0];
  return {
    service: service.ref,
    serviceTitle: service.title,
    role: role.name,
    roleTitle: role.title,
    environment: place?.environment ?? null,
    environments: places.flatMap((candidate) => candidate.environment ?? []),
  };
}

/** What tells one from the other. */
export const keyOf = ({ service, role, environment }: Pick<Another, "service" | "role" | "environment">) =>
  [service, role, environment].join("/");
