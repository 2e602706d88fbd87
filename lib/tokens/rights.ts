import canonicalize from "canonicalize";
import { commonPatterns } from "@/lib/declarations/patterns";
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

/**
 * `pinned` are the rules that the grant was made under, `current` those of today. Null when the two have nothing in common:
 * that is no right at all.
 */
export function rightsOf(grant: Granted, pinned: RoleRules, current: RoleRules): Rights | null {
  const known = new Set(current.authorizationDetails.map((detail) => canonicalize(detail)));
  const scopes = grant.scopes.filter((scope) => current.scopes.includes(scope));
  const actions = commonPatterns(pinned.actions, current.actions);
  const authorizationDetails = grant.authorization_details.filter((detail) =>
    known.has(canonicalize(detail)),
  );
  if (scopes.length === 0 && actions.length === 0 && authorizationDetails.length === 0) return null;
  const resources = narrowest(pinned.resources, current.resources);
  return resources && { scopes, actions, resources, authorizationDetails };
}

/** A role that names no resources is for all of the service's, so a list always narrows; two lists may leave nothing. */
function narrowest(granted: string[], offered: string[]): string[] | null {
  if (granted.length === 0) return offered;
  if (offered.length === 0) return granted;
  const both = commonPatterns(granted, offered);
  return both.length > 0 ? both : null;
}
