import type { AccessToken } from "./access-token.js";
import type { Objection } from "./claims.js";
import type { Settings } from "./options.js";

/** What a call takes: all of the scopes and, when given, one of the roles. */
export interface Requirement {
  scopes?: readonly string[];
  roles?: readonly string[];
}

/** All of these scopes. */
export const requireScopes = (...scopes: readonly string[]): Requirement => ({ scopes });

/** One of these roles, and with `scopes` all of those as well. */
export const requireRole = (
  role: string | readonly string[],
  scopes: readonly string[] = [],
): Requirement => ({
  scopes,
  roles: [role].flat(),
});

export function objectionToUse(access: AccessToken, { scopes, roles }: Requirement): Objection | null {
  if (scopes?.some((scope) => !access.scopes.includes(scope))) {
    const missing = scopes.filter((scope) => !access.scopes.includes(scope));
    return { reason: "missing-scope", detail: `The token lacks ${missing.join(" ")}.` };
  }
  if (roles && !roles.includes(access.grant.role))
    return {
      reason: "missing-role",
      detail: `This takes the role ${roles.join(" or ")}, the token is for ${access.grant.role}.`,
    };
  return null;
}

/** The page of Daypass on which a person asks for what this call takes. */
export function requestAccessUri(
  { issuer, service, environments }: Pick<Settings, "issuer" | "service" | "environments">,
  { scopes = [], roles = [] }: Requirement,
): string {
  const query = new URLSearchParams({ service });
  const [role, otherRole] = roles;
  if (role && !otherRole) query.set("role", role);
  if (scopes.length > 0) query.set("scope", scopes.join(" "));
  const [environment, otherEnvironment] = environments;
  if (environment && !otherEnvironment) query.set("environment", environment);
  return `${issuer}/ask?${query}`;
}
