import { isObject, type JsonObject } from "./strict-json.js";

/** What a verified token says. Shared between calls and frozen. */
export interface AccessToken {
  /** `jti`: what revocation, caches and logs go by. */
  readonly id: string;
  /** The principal, by its Daypass id. */
  readonly subject: string;
  /** Who got the token: the principal, or whoever acts for them. */
  readonly clientId: string;
  /** Who acts for the principal (RFC 8693, section 4.1), by their Daypass id; null: the principal does. */
  readonly actor: string | null;
  readonly scopes: readonly string[];
  readonly grant: GrantDetails;
  readonly expiresAt: Date;
  /** Everything, as signed: a copy of its own at every look. */
  readonly claims: JsonObject;
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

const grantType = "urn:daypass:grant";

/** The scopes of a `scope` claim (RFC 8693, section 4.2), or null if it is not one. */
export function parseScope(scope: unknown): string[] | null {
  if (scope === undefined || scope === "") return [];
  if (typeof scope !== "string") return null;
  return /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(scope) ? scope.split(" ") : null;
}

/** Whom `act` names (RFC 8693, section 4.1); null without one, undefined for what names nobody. Whoever acted before says nothing here. */
export function parseActor(act: unknown): string | null | undefined {
  if (act === undefined) return null;
  if (!isObject(act) || typeof act.sub !== "string" || act.sub === "" || act.sub.length > 512)
    return undefined;
  return act.sub;
}

/** The grant in `authorization_details` (RFC 9396): exactly one, or null. Two would add up to more than either. */
export function parseGrant(details: unknown): GrantDetails | null {
  if (!Array.isArray(details)) return null;
  let grant: JsonObject | undefined;
  for (const detail of details) {
    if (!isObject(detail)) return null;
    if (detail.type !== grantType) continue;
    if (grant) return null;
    grant = detail;
  }
  if (!grant) return null;
  const { grant_id: id, request_id: requestId, service, role, environment = null } = grant;
  if (typeof id !== "string" || typeof requestId !== "string") return null;
  if (typeof service !== "string" || typeof role !== "string") return null;
  if (environment !== null && typeof environment !== "string") return null;
  return Object.freeze({ id, requestId, service, role, environment });
}
