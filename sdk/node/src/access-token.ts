import { isObject, type JsonObject } from "./strict-json.js";

/** What a verified token says. Shared between calls and frozen. */
export interface AccessToken {
  /** `jti`: what revocation, caches and logs go by. */
  readonly id: string;
  /** The principal, by its Daypass id. */
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly grant: GrantDetails;
  readonly expiresAt: Date;
  /** Everything else, as signed. */
  readonly claims: Readonly<JsonObject>;
}

/** The one grant that the token speaks for. */
export interface GrantDetails {
  readonly id: string;
  readonly requestId: string;
  /** "namespace/application/component" */
  readonly service: string;
  readonly role: string;
  /** Null when the service declares no environments. */
  readonly environment: string | null;
}

export const grantType = "urn:daypass:grant";

/** The scopes of a `scope` claim (RFC 8693, section 4.2), or null if it is not one. */
export function parseScope(scope: unknown): string[] | null {
  if (scope === undefined || scope === "") return [];
  if (typeof scope !== "string") return null;
  const scopes = scope.split(" ");
  return scopes.every((item) => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(item)) ? scopes : null;
}

/** The grant in `authorization_details` (RFC 9396): exactly one, or null. Two would add up to more than either. */
export function parseGrant(details: unknown): GrantDetails | null {
  if (!Array.isArray(details) || !details.every(isObject)) return null;
  const [grant, second] = details.filter((detail) => detail.type === grantType);
  if (!grant || second) return null;
  const { grant_id: id, request_id: requestId, service, role, environment = null } = grant;
  if (typeof id !== "string" || typeof requestId !== "string") return null;
  if (typeof service !== "string" || typeof role !== "string") return null;
  if (environment !== null && typeof environment !== "string") return null;
  return { id, requestId, service, role, environment };
}

/** Freezes a JSON value all the way down, so that no handler changes what the next one is told. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
