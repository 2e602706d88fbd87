import type { DenialReason } from "./access-denied.js";
import { type AccessToken, parseGrant, parseScope } from "./access-token.js";
import { claimsOf, type Jws } from "./jws.js";

export interface Expectation {
  issuer: string;
  audience: string;
  environments: readonly string[];
  clockToleranceSeconds: number;
}

/** A token whose content is in order, and the instants (milliseconds) between which it counts. */
export interface CheckedToken {
  access: AccessToken;
  notBeforeMs: number;
  expiresAtMs: number;
}

export interface Objection {
  reason: DenialReason;
  detail: string;
}

/** Checks the content of a signed access token (RFC 9068, section 4), but for the clock: see `objectionAt`. */
export function checkClaims(
  { header, claims, signingInput }: Jws,
  expected: Expectation,
): CheckedToken | Objection {
  const typ = typeof header.typ === "string" ? header.typ.toLowerCase() : undefined;
  if (typ !== "at+jwt" && typ !== "application/at+jwt")
    return { reason: "wrong-type", detail: "This is not an access token." };
  if (claims.iss !== expected.issuer)
    return { reason: "wrong-issuer", detail: "The token is from another issuer." };
  if (
    !(
      claims.aud === expected.audience ||
      (Array.isArray(claims.aud) && claims.aud.includes(expected.audience))
    )
  )
    return { reason: "wrong-audience", detail: "The token is for another service." };
  // Whoever bound the token to a key meant that a bearer of it alone is refused, and this version cannot check the proof.
  if (claims.cnf !== undefined)
    return {
      reason: "unsupported-binding",
      detail: "The token is bound to a key, which this service cannot check.",
    };

  const { jti, sub, client_id: clientId, exp, iat, nbf } = claims;
  const scopes = parseScope(claims.scope);
  const grant = parseGrant(claims.authorization_details);
  if (
    !isName(jti) ||
    !isName(sub) ||
    !isName(clientId) ||
    !isInstant(exp) ||
    !isInstant(iat) ||
    !scopes ||
    !grant
  )
    return { reason: "missing-claim", detail: "The token lacks a claim that every Daypass token has." };
  if (nbf !== undefined && !isInstant(nbf))
    return { reason: "missing-claim", detail: "The token says no proper nbf." };
  const place = grant.environment;
  if (place === null ? expected.environments.length > 0 : !expected.environments.includes(place))
    return {
      reason: "wrong-environment",
      detail: `The token is for ${place ?? "no environment"}, this service runs in ${expected.environments.join(", ") || "none"}.`,
    };

  // Shared between calls: no handler may change what the next one is told.
  const access: AccessToken = Object.freeze({
    id: jti,
    subject: sub,
    clientId,
    scopes: Object.freeze(scopes),
    grant,
    get expiresAt() {
      return new Date(exp * 1000);
    },
    get claims() {
      return claimsOf(signingInput);
    },
  });
  return {
    access,
    notBeforeMs: (Math.max(iat, nbf ?? 0) - expected.clockToleranceSeconds) * 1000,
    expiresAtMs: exp * 1000,
  };
}

/** What the clock says against the token. The tolerance never lengthens it: `exp` is exact. */
export function objectionAt(now: number, { notBeforeMs, expiresAtMs }: CheckedToken): Objection | null {
  if (now >= expiresAtMs)
    return { reason: "expired", detail: "The token has expired. Get a new one from Daypass." };
  if (now < notBeforeMs) return { reason: "not-yet-valid", detail: "The token is not valid yet." };
  return null;
}

const isName = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= 512;
/** Whole or fractional seconds since 1970 (RFC 7519), within what a Date can hold. */
const isInstant = (value: unknown): value is number =>
  typeof value === "number" && value >= 0 && value <= 8_640_000_000_000;
