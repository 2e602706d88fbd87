import canonicalize from "canonicalize";
import type { AuthorizationDetail, RoleRules } from "@/lib/declarations/rules";

/** What a token may say under a grant: never more than was granted, never more than the declaration gives now. */
export interface Rights {
  scopes: string[];
  actions: string[];
  resources: string[];
  authorizationDetails: AuthorizationDetail[];
}

interface Granted {
  scopes: string[];
  authorization_details: AuthorizationDetail[];
}

/** `pinned` are the rules that the grant was made under, `current` those of today. */
export function rightsOf(grant: Granted, pinned: RoleRules, current: RoleRules): Rights {
  const known = new Set(current.authorizationDetails.map((detail) => canonicalize(detail)));
  return {
    scopes: common(grant.scopes, current.scopes),
    actions: common(pinned.actions, current.actions),
    resources: narrowest(pinned.resources, current.resources),
    authorizationDetails: grant.authorization_details.filter((detail) => known.has(canonicalize(detail))),
  };
}

/** Whether nothing is left of what was granted. */
export const isEmpty = ({ scopes, actions, authorizationDetails }: Rights) =>
  scopes.length === 0 && actions.length === 0 && authorizationDetails.length === 0;

const common = (granted: readonly string[], offered: readonly string[]) =>
  granted.filter((item) => offered.includes(item));

/** A role that names no resources is for all of the service's, so a list always narrows. */
function narrowest(granted: string[], offered: string[]): string[] {
  if (granted.length === 0) return offered;
  return offered.length === 0 ? granted : common(granted, offered);
}
