import { environmentsOf } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";

/** A token of the reporting service, as our record has it, and the access that it is for. */
export interface KnownToken {
  principalId: string;
  grantId: string;
  audience: string;
  scopes: readonly string[];
  expiresAt: Date;
  revokedAt: Date | null;
  role: string;
  environment: string | null;
  grantScopes: readonly string[];
  grantEndsAt: Date;
  grantRevokedAt: Date | null;
  holderDeactivatedAt: Date | null;
}

/** The service as it is declared at this moment. */
export interface DeclaredService {
  now: Date;
  trait: AccessTrait;
  /** Every `aud` that its tokens may carry. */
  audiences: readonly string[];
  /** Withdrawn, and its grants with it. */
  isGone: boolean;
}

/** What the service says about one call. */
export interface Reported {
  reason: string;
  environment: string | null;
  scopeRequired: readonly string[];
}

/** What explaining one refusal of a known token takes. */
export interface Case {
  reported: Reported;
  token: KnownToken;
  service: DeclaredService;
}

/** The role's scopes as they are declared now; null where the role is not declared there any more. */
export function declaredScopes({ trait }: DeclaredService, role: string, environment: string | null) {
  if (!Object.hasOwn(trait.roles, role)) return null;
  const places = environmentsOf(trait, role);
  const isThere = environment === null ? places.length === 0 : places.includes(environment);
  return isThere ? (trait.roles[role]?.scopes ?? []) : null;
}

/** Roles that give all of these scopes in this place, as declared now. */
export const rolesGiving = (
  service: DeclaredService,
  scopes: readonly string[],
  environment: string | null,
): string[] =>
  Object.keys(service.trait.roles).filter((role) => {
    const given = declaredScopes(service, role, environment);
    return given !== null && scopes.every((scope) => given.includes(scope));
  });

/** Of what the call took, the scopes that the token does not have. */
export const missingScopes = ({ reported, token }: Case): string[] => [
  ...new Set(reported.scopeRequired.filter((scope) => !token.scopes.includes(scope))),
];
