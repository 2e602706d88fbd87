import type { Context } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import type { Transaction } from "@/lib/db/transaction";
import type { HeldDelegation } from "@/lib/delegations/hold-delegation";
import { AppError } from "@/lib/errors/app-error";
import { chooseGrant, type ServiceTokenInput } from "./choose-grant";
import { refuseWithdrawn } from "./keys";
import { noGrant } from "./no-grant";

/** Whose token it is. */
export interface Holder {
  id: string;
  delegation: HeldDelegation | null;
  until: Date | undefined;
}

export interface Kept {
  now: Date;
  exp: Date;
  status_index: string;
}

/** Keeps a new token under the grant that covers it, or refuses. Nothing is minted under a declaration that is no longer in force. */
export async function keepToken(
  tx: Transaction,
  ctx: Context,
  { id: principalId, delegation, until }: Holder,
  input: ServiceTokenInput,
  kid: string,
) {
  const ends = [delegation?.expiresAt, until].flatMap((at) => at ?? []);
  const latest = ends.length > 0 ? new Date(Math.min(...ends.map(Number))) : null;
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
      delegation?.id ?? null,
      latest,
    ]);
    if (kept) return { chosen, jti, kept };
  }
  await refuseWithdrawn(tx, ctx, kid);
  throw await noGrant(tx, ctx, input, new AppError("no-grant", "The access ended just now."));
}

// The clock, the grant and the declaration are looked at once more in the statement that makes the token: no row, no token.
// A sync that replaces the declaration waits for it, and then sees the token; so does whoever withdraws the key.
const insertToken = `
insert into issued_token (jti, kind, principal_id, grant_id, audience, scope, issued_at, expires_at, status_index, kid, delegation_id)
select $1, 'service', $2, g.id, $4, $5, statement_timestamp(),
  date_trunc('second', least(statement_timestamp() + make_interval(secs => $6), g.ends_at, $11)), nextval('token_status_index'), $8, $10
from access_grant g join service s on s.id = g.service_id join signing_key k on k.kid = $9 and k.retired_at is null
where g.id = $3 and s.declaration_id = $7 and g.status in ('scheduled', 'active') and g.starts_at <= statement_timestamp()
  and date_trunc('second', least(statement_timestamp() + make_interval(secs => $6), g.ends_at, $11)) > statement_timestamp()
for key share of s, k
returning issued_at as now, expires_at as exp, status_index::text as status_index`;
