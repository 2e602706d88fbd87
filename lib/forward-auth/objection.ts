import type { CallRefusal, CallRequirement, Holder } from "./check-call";

/** A live token of the service that asks. */
export interface Presented {
  jti: string;
  service: string;
  /** The thumbprint of the key that it is bound to (RFC 9449, section 6.1); null: whoever bears it may use it. */
  jkt: string | null;
  holder: Omit<Holder, "name">;
}

export type Objection = Omit<CallRefusal, "requestAccessUri">;

export const noToken: Objection = {
  reason: "no-token",
  detail: "Send an access token: Authorization: Bearer <token>.",
};
export const inactive: Objection = {
  reason: "inactive",
  detail: "The token is not live: it has ended, was revoked, or is not for this service. Get a new one.",
};

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
