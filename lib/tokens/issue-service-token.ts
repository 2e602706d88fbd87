import { signJws } from "@daypass/node/jws";
import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { requesterOf } from "@/lib/requests/load-ask";
import { type ChosenGrant, chooseGrant, type ServiceTokenInput } from "./choose-grant";
import { identityClaims } from "./identity-claims";
import { boundDetail, type IssuedAccess } from "./issue-api-token";
import { refuseWithdrawn, signingKey } from "./keys";
import { noGrant } from "./no-grant";
import { keepOpaque } from "./opaque-token";
import { statusClaim } from "./status-list-place";

export interface ServiceToken extends IssuedAccess {
  grantId: string;
  expiresAt: string;
}

/** Who will hold the token, beside its principal. */
export interface Holding {
  /** The key that the token is bound to (RFC 9449); its holder has proven that they have it. */
  jkt?: string | null;
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
  { jkt = null }: Holding = {},
): Promise<ServiceToken> {
  const principal = requesterOf(ctx);
  const { config } = ctx.runtime;
  const key = await signingKey(ctx.runtime);
  // No token is ever stored, so none is kept as an idempotent answer either.
  return transact({ ...ctx, idempotency: undefined }, "token.issued", async (tx) => {
    tx.about.subject = principal.id;
    const { chosen, jti, kept } = await keepToken(tx, ctx, principal.id, input, key.kid);
    const { grant, rules, rights, audience } = chosen;
    const scope = rights.scopes.join(" ");
    const iat = Math.floor(kept.now.getTime() / 1000);
    const exp = kept.exp.getTime() / 1000;
    const claims = {
      ...identityClaims(rules.claims, grant.principal),
      iss: config.baseUrl,
      sub: principal.id,
      aud: audience,
      exp,
      iat,
      jti,
      client_id: principal.id,
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
      rules.format === "opaque" ? await keepOpaque(tx, jti, claims) : signJws("at+jwt", claims, key);
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

interface Kept {
  now: Date;
  exp: Date;
  status_index: string;
}

/** Keeps a new token under the grant that covers it, or refuses. Nothing is minted under a declaration that is no longer in force. */
async function keepToken(
  tx: Transaction,
  ctx: Context,
  principalId: string,
  input: ServiceTokenInput,
  kid: string,
) {
  const jti = newId("tok");
  // A declaration may be replaced between the choice and the keeping: then the choice is made once more, under the new one.
  for (let attempt = 0; attempt < 2; attempt++) {
    const chosen = await chooseGrant(tx, ctx, principalId, input);
    const { grant, rules, rights, audience } = chosen;
    Object.assign(tx.about, { service: grant.service.ref, grantId: grant.id, requestId: grant.request_id });
    const longest = Math.min(
      rules.tokenLifetimeSeconds ?? Number.POSITIVE_INFINITY,
      ctx.runtime.config.limits.tokenLifetimeSeconds,
    );
    const [kept] = await tx.query<Kept>("token-service-keep", insertToken, [
      jti,
      principalId,
      grant.id,
      audience,
      rights.scopes.join(" "),
      longest,
      grant.current_declaration_id,
      rules.format === "opaque" ? null : kid,
      kid,
    ]);
    if (kept) return { chosen, jti, kept };
  }
  await refuseWithdrawn(tx, ctx, kid);
  throw await noGrant(tx, ctx, input, new AppError("no-grant", "The access ended just now."));
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

// The clock, the grant and the declaration are looked at once more in the statement that makes the token: no row, no token.
// A sync that replaces the declaration waits for it, and then sees the token; so does whoever withdraws the key.
const insertToken = `
insert into issued_token (jti, kind, principal_id, grant_id, audience, scope, issued_at, expires_at, status_index, kid)
select $1, 'service', $2, g.id, $4, $5, statement_timestamp(),
  date_trunc('second', least(statement_timestamp() + make_interval(secs => $6), g.ends_at)), nextval('token_status_index'), $8
from access_grant g join service s on s.id = g.service_id join signing_key k on k.kid = $9 and k.retired_at is null
where g.id = $3 and s.declaration_id = $7 and g.status in ('scheduled', 'active') and g.starts_at <= statement_timestamp()
  and date_trunc('second', least(statement_timestamp() + make_interval(secs => $6), g.ends_at)) > statement_timestamp()
for key share of s, k
returning issued_at as now, expires_at as exp, status_index::text as status_index`;
