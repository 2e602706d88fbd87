import type { DenialReason } from "@daypass/node";
import type { OwnToken } from "@/lib/tokens/own-token";
import type { CallRequirement, Holder } from "./check-call";

/** A live token of the service that asks. */
export interface Presented {
  jti: string;
  service: string;
  /** The thumbprint of the key that it is bound to (RFC 9449, section 6.1); null: whoever bears it may use it. */
  jkt: string | null;
  holder: Omit<Holder, "name">;
}

/** In the words of the SDKs, so that a service behind a proxy refuses as one with an SDK does. */
export interface Objection {
  reason: DenialReason;
  detail: string;
}

export const noToken: Objection = {
  reason: "no-token",
  detail: "Send an access token: Authorization: Bearer <token>.",
};

/** What is wrong with a token that is not live for `service`; `own`: what we know of it, if we signed it. */
export function objectionToDead(own: OwnToken | null, service: string, now: number): Objection {
  if (!own) return { reason: "malformed-token", detail: "This is not a live token that Daypass issued." };
  if (serviceOf(own) !== service)
    return { reason: "wrong-audience", detail: "The token is for another service." };
  if (now >= Number(own.claims.exp) * 1000)
    return { reason: "expired", detail: "The token has expired. Get a new one from Daypass." };
  return {
    reason: "revoked",
    detail: "This access has ended. Ask for it again if it is still needed.",
  };
}

const serviceOf = ({ claims }: OwnToken): unknown => grantIn(claims).service;

/** The one grant that a token of ours speaks for; of an API token, none. */
export function grantIn(claims: Record<string, unknown>): Record<string, unknown> {
  const details = Array.isArray(claims.authorization_details) ? claims.authorization_details : [];
  return details.find(({ type }) => type === "urn:daypass:grant") ?? {};
}

/** Why a call with this token may not go on; null: it may. */
export function objectionTo(
  { holder }: Presented,
  { scopes, roles, environment }: CallRequirement,
): Objection | null {
  if (holder.environment !== environment)
    return {
      reason: "wrong-environment",
      detail: `The token is for ${holder.environment ?? "no environment"}, this is ${environment ?? "none"}.`,
    };
  const missing = scopes.filter((scope) => !holder.scopes.includes(scope));
  if (missing.length > 0) return { reason: "missing-scope", detail: `The token lacks ${missing.join(" ")}.` };
  if (roles.length > 0 && !roles.includes(holder.role))
    return {
      reason: "missing-role",
      detail: `This takes the role ${roles.join(" or ")}, the token is for ${holder.role}.`,
    };
  return null;
}
