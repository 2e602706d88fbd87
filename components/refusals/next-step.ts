import { askHref } from "@/components/requests/ask-href";
import type { RefusalView } from "@/lib/assertions/refusal-view";

interface Place {
  role: string;
  environment: string | null;
}

interface Role {
  name: string;
  conflictsWith: readonly string[];
  places: readonly { environment: string | null; requestable: boolean }[];
}

/** Who looks at refusals of a service, as far as it decides what they can do about them. */
export interface Looker {
  id: string;
  service: { ref: string; roles: readonly Role[]; abilities: readonly string[] };
  /** What they hold of the service now, and what waits for a decision. */
  held: readonly (Place & { id: string })[];
  waiting: readonly (Place & { id: string })[];
}

export interface NextStep {
  href: string;
  label: string;
}

/** The one thing that whoever looks can do about it now; null: nothing that would not be refused. */
export function nextStep(refusal: RefusalView, looker: Looker): NextStep | null {
  const own = refusal.principal?.id === looker.id ? ownStep(refusal, looker) : null;
  if (own) return own;
  return looker.service.abilities.includes("edit") && isDeclared(refusal)
    ? { href: `/edit/${looker.service.ref}`, label: "Open the declaration" }
    : null;
}

function ownStep({ fix, grantId }: RefusalView, { service, held, waiting }: Looker): NextStep | null {
  if (fix?.kind === "new-token") {
    const grant = held.find(({ id }) => id === grantId);
    return grant ? { href: `/grants/${grant.id}`, label: "Get a new token" } : null;
  }
  if (fix?.kind !== "ask") return null;
  const isThat = (other: Place) => other.role === fix.role && other.environment === fix.environment;
  const grant = held.find(isThat);
  // The same access again is refused while it runs; only a newer one may give more.
  if (grant) return { href: `/grants/${grant.id}`, label: "Open your access" };
  const request = waiting.find(isThat);
  if (request) return { href: `/requests/${request.id}`, label: "Open your request" };
  const role = service.roles.find(({ name }) => name === fix.role);
  const place = role?.places.find(({ environment }) => environment === fix.environment);
  const conflicts = held.some((other) => role?.conflictsWith.includes(other.role));
  return place?.requestable && !conflicts
    ? { href: askHref(service.ref, fix.role, fix.environment), label: "Ask for access" }
    : null;
}

/** Whether the declaration is where it may be wrong: what a role gives, where, and what tokens carry. */
const isDeclared = ({ fix, kind }: RefusalView) =>
  fix?.kind === "declaration" ||
  kind === "missing-scope" ||
  kind === "missing-role" ||
  kind === "stale-role-mapping";
