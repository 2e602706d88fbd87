import type { JsonObject } from "@daypass/node/jws";
import { tokenClaimsChange, verification } from "./event-types";

/** An event of a stream, as it waits to be sent. */
export interface SignalEvent {
  /** The `jti` of its token, however often it is sent. */
  id: string;
  type: string;
  facts: Facts;
}

/** What the trigger wrote of a revocation, or a verification was asked for with. Instants in milliseconds. */
export interface Facts {
  at: number;
  grantId?: string;
  jti?: string | null;
  principalId?: string;
  reason?: string;
  endsAt?: number;
  state?: string;
}

const initiators: Record<string, string> = {
  revoked: "admin",
  deactivated: "admin",
  "given-back": "user",
  withdrawn: "policy",
  "no-longer-eligible": "policy",
  shortened: "policy",
  lessened: "policy",
};

/**
 * The claims of a security event token (RFC 8417) as the Shared Signals Framework profiles it: one event, its subject in `sub_id`,
 * neither `sub` nor `exp`.
 */
export function setClaims(
  issuer: string,
  audience: string,
  streamId: string,
  event: SignalEvent,
): JsonObject {
  const { id, type, facts } = event;
  return {
    iss: issuer,
    aud: audience,
    jti: id,
    iat: seconds(facts.at),
    sub_id: type === verification ? { format: "opaque", id: streamId } : subjectOf(issuer, facts),
    events: { [type]: payloadOf(type, facts) },
  };
}

/** Whose access, by which grant, and by which token where it is one alone (RFC 9493, SSF 1.0 section 3). */
function subjectOf(issuer: string, { principalId, grantId, jti }: Facts): JsonObject {
  return {
    format: "complex",
    user: { format: "iss_sub", iss: issuer, sub: principalId },
    session: { format: "opaque", id: grantId },
    ...(jti ? { token: { format: "jwt_id", iss: issuer, jti } } : {}),
  };
}

function payloadOf(type: string, { at, reason = "", endsAt, state }: Facts): JsonObject {
  if (type === verification) return state === undefined ? {} : { state };
  const told = {
    event_timestamp: seconds(at),
    initiating_entity: initiators[reason] ?? "system",
    reason_admin: { en: reason },
  };
  if (type !== tokenClaimsChange) return told;
  // A token that lost rights is worth nothing from then on: its holder gets another one.
  return { ...told, claims: { exp: seconds(reason === "shortened" && endsAt !== undefined ? endsAt : at) } };
}

const seconds = (milliseconds: number) => Math.floor(milliseconds / 1_000);
