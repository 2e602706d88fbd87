import { scheduleOf } from "@/lib/on-call/held";
import type { Principal } from "@/lib/principals/principal";

/** What a token says by itself; no identity claim may stand in its place. */
const ownClaims = new Set([
  "iss",
  "sub",
  "aud",
  "exp",
  "nbf",
  "iat",
  "jti",
  "client_id",
  "scope",
  "cnf",
  "act",
  "may_act",
  "status",
  "environment",
  "authorization_details",
]);

/** The identity claims that a declaration wants in its tokens (`token.claims`), as far as they are known. */
export function identityClaims(
  wanted: readonly string[],
  principal: Pick<Principal, "name" | "email" | "groups" | "claims">,
): Record<string, unknown> {
  const { name, email } = principal;
  // A token outlives a shift: what the issuer did not say is not passed on.
  const groups = principal.groups.filter((ref) => scheduleOf(ref) === null);
  const known: Record<string, unknown> = { ...principal.claims, name, email, groups };
  return Object.fromEntries(
    wanted
      .filter((claim) => !ownClaims.has(claim) && Object.hasOwn(known, claim) && known[claim] !== null)
      .map((claim) => [claim, known[claim]]),
  );
}
