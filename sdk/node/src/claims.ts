import type { DenialReason } from "./access-denied.js";
import { type AccessToken, type GrantDetails, parseActor, parseGrant, parseScope } from "./access-token.js";
import { claimsOf, type Jws } from "./jws.js";
import { decodeCanonical, isObject, type JsonObject } from "./strict-json.js";

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
  /** Where its place in a status list is, when it says one (Token Status List, section 6.2). */
  status: StatusPlace | null;
  /** The thumbprint of the key whose proof must come with it (RFC 9449, section 6.1). */
  jkt: string | null;
}

export interface StatusPlace {
  uri: string;
  idx: number;
}

export interface Objection {
  reason: DenialReason;
  detail: string;
  /** Whose token it was; only where its signature was good. */
  token?: { jti: string | undefined; subject: string | undefined };
  /** How the token was or should have been sent, where it matters. */
  scheme?: "Bearer" | "DPoP";
}

/** Checks the content of a signed access token (RFC 9068, section 4), but for the clock: see `objectionAt`. */
export function checkClaims(
  { header, claims, signingInput }: Jws,
  expected: Expectation,
): CheckedToken | Objection {
  const typ = typeof header.typ === "string" ? header.typ.toLowerCase() : undefined;
  if (typ !== "at+jwt" && typ !== "application/at+jwt")
    return { reason: "wrong-type", detail: "This is not an access token." };
  return checkContent(claims, () => claimsOf(signingInput), expected);
}

/** The same for claims that came otherwise than in a JWT. `copy` gives them once more, as an object of their own. */
export function checkContent(
  claims: JsonObject,
  copy: () => JsonObject,
  expected: Expectation,
): CheckedToken | Objection {
  if (claims.iss !== expected.issuer)
    return { reason: "wrong-issuer", detail: "The token is from another issuer." };
  if (
    !(
      claims.aud === expected.audience ||
      (Array.isArray(claims.aud) && claims.aud.includes(expected.audience))
    )
  )
    return { reason: "wrong-audience", detail: "The token is for another service." };
  const jkt = parseConfirmation(claims.cnf);
  // Whoever bound the token to something meant that a bearer of it alone is refused.
  if (jkt === undefined)
    return {
      reason: "unsupported-binding",
      detail: "The token is bound to something that this service cannot check.",
    };

  const { jti, sub, client_id: clientId, exp, iat, nbf } = claims;
  const scopes = parseScope(claims.scope);
  const actor = parseActor(claims.act);
  const status = parseStatus(claims.status, expected.issuer);
  const grant = parseGrant(claims.authorization_details);
  if (
    !isName(jti) ||
    !isName(sub) ||
    !isName(clientId) ||
    !isInstant(exp) ||
    !isInstant(iat) ||
    !scopes ||
    !grant ||
    actor === undefined ||
    status === undefined
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
  const access = new Access(jti, sub, clientId, actor, Object.freeze(scopes), grant, exp, copy);
  return {
    access,
    notBeforeMs: (Math.max(iat, nbf ?? 0) - expected.clockToleranceSeconds) * 1000,
    expiresAtMs: exp * 1000,
    status,
    jkt,
  };
}

/** The thumbprint in `cnf`; null without one, undefined for any other binding. */
function parseConfirmation(cnf: unknown): string | null | undefined {
  if (cnf === undefined) return null;
  if (!isObject(cnf) || typeof cnf.jkt !== "string" || Object.keys(cnf).length !== 1) return undefined;
  return decodeCanonical(cnf.jkt)?.length === 32 ? cnf.jkt : undefined;
}

/** The place in a list of the issuer's own; null without one, undefined for what is none. */
function parseStatus(status: unknown, issuer: string): StatusPlace | null | undefined {
  if (status === undefined) return null;
  if (!isObject(status) || !isObject(status.status_list)) return undefined;
  const { idx, uri } = status.status_list;
  if (typeof idx !== "number" || !Number.isSafeInteger(idx) || idx < 0) return undefined;
  if (typeof uri !== "string" || uri.length > 512 || !uri.startsWith(`${issuer}/`)) return undefined;
  return { uri, idx };
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

/** A class, for objects that bring getters of their own have no shape in common: whatever reads them slows down. */
class Access implements AccessToken {
  readonly #exp: number;
  readonly #copy: () => JsonObject;

  constructor(
    readonly id: string,
    readonly subject: string,
    readonly clientId: string,
    readonly actor: string | null,
    readonly scopes: readonly string[],
    readonly grant: GrantDetails,
    exp: number,
    copy: () => JsonObject,
  ) {
    this.#exp = exp;
    this.#copy = copy;
    Object.freeze(this);
  }

  get expiresAt(): Date {
    return new Date(this.#exp * 1000);
  }

  get claims(): JsonObject {
    return this.#copy();
  }
}
