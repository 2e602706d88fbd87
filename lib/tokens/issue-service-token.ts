import { signJws } from "@daypass/node/jws";
import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { requesterOf } from "@/lib/requests/load-ask";
import { type ChosenGrant, chooseGrant, type ServiceTokenInput } from "./choose-grant";
import { identityClaims } from "./identity-claims";
import type { IssuedAccess } from "./issue-api-token";
import { signingKey } from "./keys";
import { noGrant } from "./no-grant";

export interface ServiceToken extends IssuedAccess {
  grantId: string;
  expiresAt: string;
}

/** Servers cut headers off at 8 KiB, and verifiers refuse what is longer. */
const longestToken = 8_000;

/**
 * A token for one service under exactly one grant, which it never outlives (RFC 8693, RFC 9068). See `chooseGrant` for
 * which one and for the refusals.
 */
export async function issueServiceToken(ctx: Context, input: ServiceTokenInput): Promise<ServiceToken> {
  const principal = requesterOf(ctx);
  const { config } = ctx.runtime;
  const key = await signingKey(ctx.runtime);
  // No token is ever stored, so none is kept as an idempotent answer either.
  return transact({ ...ctx, idempotency: undefined }, "token.issued", async (tx) => {
    tx.about.subject = principal.id;
    const chosen = await chooseGrant(tx, ctx, principal.id, input);
    const { grant, rules, rights, audience } = chosen;
    Object.assign(tx.about, { service: grant.service.ref, grantId: grant.id, requestId: grant.request_id });
    const jti = newId("tok");
    const scope = rights.scopes.join(" ");
    const lifetimes = [
      rules.tokenLifetimeSeconds ?? Number.POSITIVE_INFINITY,
      config.limits.tokenLifetimeSeconds,
    ];
    const [row] = await tx.query<{ now: Date; exp: Date }>("token-service-keep", insertToken, [
      jti,
      principal.id,
      grant.id,
      audience,
      scope,
      Math.min(...lifetimes),
    ]);
    if (!row) throw await noGrant(tx, ctx, input, new AppError("no-grant", "The access ended just now."));
    const iat = Math.floor(row.now.getTime() / 1000);
    const exp = row.exp.getTime() / 1000;
    const token = signJws(
      "at+jwt",
      {
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
      },
      key,
    );
    if (token.length > longestToken)
      throw new AppError(
        "not-requestable",
        "The token would be too long: the declaration puts too much into it.",
      );
    const { role, environment } = grant;
    const expiresAt = row.exp.toISOString();
    const detail = { kind: "service", jti, scope, audience, role, environment, expiresAt };
    await tx.audit(row.now, [{ action: "token.issued", detail }]);
    return { token, jti, scope, expiresIn: exp - iat, grantId: grant.id, expiresAt };
  });
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

// The clock and the grant are looked at once more in the statement that makes the token: no row, no token.
const insertToken = `
insert into issued_token (jti, kind, principal_id, grant_id, audience, scope, issued_at, expires_at)
select $1, 'service', $2, g.id, $4, $5, statement_timestamp(),
  date_trunc('second', least(statement_timestamp() + make_interval(secs => $6), g.ends_at))
from access_grant g
where g.id = $3 and g.status in ('scheduled', 'active') and g.starts_at <= statement_timestamp()
  and date_trunc('second', least(statement_timestamp() + make_interval(secs => $6), g.ends_at)) > statement_timestamp()
returning issued_at as now, expires_at as exp`;
