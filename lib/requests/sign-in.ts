import type { Context } from "@/lib/context/context";
import type { SignInRules } from "@/lib/declarations/sign-in";
import { type Authentication, authenticationClaims } from "@/lib/principals/authentication";
import type { StepUp } from "@/lib/principals/step-up";
import type { Refusal } from "./ask";

/** Why a sign-in does not do for a role: which rule, whose, and what to do next (RFC 9470). */
export function insufficientSignIn(
  place: { role: string; environment: string | null },
  stepUp: StepUp,
): Refusal & { code: "insufficient-authentication" } {
  const { acrValues, amrValues, maxAgeSeconds, askAnew } = stepUp;
  const reason = lackWords(place, stepUp);
  return {
    code: "insufficient-authentication",
    detail: `${reason} Sign in again to go on; a program exchanges a new ID token of its issuer at /oauth/token.`,
    extra: { reason, acrValues, amrValues, maxAgeSeconds, askAnew },
  };
}

/** "refunder in production needs a sign-in of class urn:example:mfa, as its declaration says (authContext); yours is …" */
export const lackWords = (
  { role, environment }: { role: string; environment: string | null },
  { needs, lacks }: StepUp,
) =>
  `${role}${environment ? ` in ${environment}` : ""} needs ${needs} (authContext of its declaration); ${lacks}.`;

export const authenticationIn = ({ actor }: Context): Authentication | null =>
  actor.kind === "system" ? null : actor.authentication;

/** For the audit log: how whoever acts had signed in, where the declaration asks for something. */
export function signInDetail(ctx: Context, rules: SignInRules | null): { signIn?: Record<string, unknown> } {
  const authentication = authenticationIn(ctx);
  return rules && authentication ? { signIn: authenticationClaims(authentication) } : {};
}
