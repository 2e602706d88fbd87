import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { NamedDelegation } from "@/lib/delegations/delegation-token";
import { type HeldDelegation, holdDelegation } from "@/lib/delegations/hold-delegation";
import { AppError } from "@/lib/errors/app-error";
import { requesterOf } from "@/lib/requests/load-ask";
import type { ChosenGrant, ServiceTokenInput } from "./choose-grant";
import { identityClaims } from "./identity-claims";
import { boundDetail, type IssuedAccess } from "./issue-api-token";
import { keepToken } from "./keep-service-token";
import { signingKey } from "./keys";
import { keepOpaque } from "./opaque-token";
import { signJws } from "./sign-jws";
import { statusClaim } from "./status-list-place";

export interface ServiceToken extends IssuedAccess {
  grantId: string;
  expiresAt: string;
}

/** Who will hold the token, beside its principal. */
export interface Holding {
  /** The key that the token is bound to (RFC 9449); its holder has proven that they have it. */
  jkt?: string | null;
  /** By which the caller acts for somebody else (RFC 8693). */
  delegation?: NamedDelegation;
  /** The token lives no longer. */
  until?: Date;
}

/** Servers cut headers off at 8 KiB, and verifiers refuse what is longer. */
const longestToken = 8_000;

/**
 * A token for one service under exactly one grant, which it never outlives (RFC 8693, RFC 9068). See `chooseGrant` for
 * which one and for the refusals.
 */
export async function issueServiceToken(
  ctx: Context,
  input: ServiceTokenInput,
  holding: Holding = {},
): Promise<ServiceToken> {
  const caller = requesterOf(ctx);
  const { jkt = null, delegation } = holding;
  const { config } = ctx.runtime;
  const key = await signingKey(ctx.runtime);
  // No token is ever stored, so none is kept as an idempotent answer either.
  return transact({ ...ctx, idempotency: undefined }, "token.issued", async (tx) => {
    tx.about.subject = caller.id;
    const acting = delegation ? await holdDelegation(tx, ctx, caller, delegation) : null;
    const place = acting ? placeUnder(acting, input) : input;
    const holder = { id: acting?.principalId ?? caller.id, delegation: acting, until: holding.until };
    const { chosen, jti, kept } = await keepToken(tx, ctx, holder, place, key.kid);
    const { grant, rules, rights, audience } = chosen;
    const scope = rights.scopes.join(" ");
    const iat = Math.floor(kept.now.getTime() / 1000);
    const exp = kept.exp.getTime() / 1000;
    const claims = {
      ...identityClaims(rules.claims, grant.principal),
      iss: config.baseUrl,
      sub: holder.id,
      aud: audience,
      exp,
      iat,
      jti,
      client_id: caller.id,
      ...(acting ? { act: { sub: caller.id } } : {}),
      scope,
      ...(grant.environment === null ? {} : { environment: grant.environment }),
      authorization_details: [grantDetail(chosen), ...rights.authorizationDetails],
      status: statusClaim(config.baseUrl, BigInt(kept.status_index)),
      ...(jkt === null ? {} : { cnf: { jkt } }),
    };
    if (rules.binding === "dpop" && jkt === null)
      throw new AppError(
        "forbidden",
        `${grant.service.title} takes only tokens that are bound to a key (token.binding: dpop): ask with a DPoP proof (RFC 9449).`,
      );
    const token =
      rules.format === "opaque" ? await keepOpaque(tx, jti, claims) : await signJws("at+jwt", claims, key);
    if (token.length > longestToken)
      throw new AppError(
        "not-requestable",
        "The token would be too long: the declaration puts too much into it.",
      );
    const { role, environment } = grant;
    const expiresAt = kept.exp.toISOString();
    const detail = {
      kind: "service",
      jti,
      scope,
      audience,
      role,
      environment,
      expiresAt,
      ...boundDetail(jkt),
    };
    await tx.audit(kept.now, [{ action: "token.issued", detail }]);
    return { token, jti, scope, expiresIn: exp - iat, grantId: grant.id, expiresAt };
  });
}

/** A delegation is for one access, whatever else the person holds. */
function placeUnder({ grantId }: HeldDelegation, input: ServiceTokenInput): ServiceTokenInput {
  if (input.grantId !== undefined && input.grantId !== grantId)
    throw new AppError("forbidden", "grant_id: the delegation is for another access.");
  return { ...input, grantId };
}

/** The one grant, as a verifier reads it (RFC 9396). */
const grantDetail = ({ grant, rights }: ChosenGrant) => ({
  type: "urn:daypass:grant",
  service: grant.service.ref,
  role: grant.role,
  environment: grant.environment,
  grant_id: grant.id,
  request_id: grant.request_id,
  actions: rights.actions,
  resources: rights.resources,
});
