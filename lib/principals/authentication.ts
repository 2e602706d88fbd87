import type { Principal } from "./principal";

/** How somebody signed in, as far as their issuer vouches for it (OpenID Connect Core, section 2). */
export interface Authentication {
  /** When they last proved who they are; null: the issuer does not say. */
  at: Date | null;
  /** The class that the sign-in was of; null: the issuer names none. */
  acr: string | null;
  /** The methods that were used. */
  amr: string[];
}

/** Somebody of whom it is proven who they are. */
export interface SignedIn {
  principal: Principal;
  authentication: Authentication | null;
}

// What can stand in acr_values and in a header: no space, no control character.
const visibleName = /^[\x21-\x7e]{1,256}$/;
const mostMethods = 20;

/**
 * Reads `auth_time`, `acr` and `amr` of claims that are verified already: of an ID token, or of what we made of one. What is
 * not as the standard has it counts as not said. A time later than `now` is cut to it: no issuer's clock makes a sign-in last.
 */
export function authenticationOf(claims: Record<string, unknown>, now: Date): Authentication {
  const { auth_time: time, acr, amr } = claims;
  const methods = Array.isArray(amr) ? amr.filter(isName) : [];
  return {
    at: typeof time === "number" && time > 0 ? new Date(Math.min(time * 1000, now.getTime())) : null,
    acr: isName(acr) ? acr : null,
    amr: methods.slice(0, mostMethods),
  };
}

/** The same as claims, for a session or an access token (RFC 9068, section 2.2.1). */
export function authenticationClaims({ at, acr, amr }: Authentication): Record<string, unknown> {
  return {
    ...(at ? { auth_time: Math.floor(at.getTime() / 1000) } : {}),
    ...(acr ? { acr } : {}),
    ...(amr.length > 0 ? { amr } : {}),
  };
}

const isName = (value: unknown): value is string => typeof value === "string" && visibleName.test(value);
