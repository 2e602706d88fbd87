import { isObject, type JsonObject } from "@daypass/node/jws";
import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import { matchesSecret } from "@/lib/services/credentials";
import { opaqueDigest } from "./opaque-token";
import { readOwnToken } from "./own-token";

export type Introspection = { active: false } | ({ active: true } & Record<string, unknown>);

/**
 * Whether a token is live now, for the service that it is for (RFC 7662). Everybody else, and every token that is not
 * live, gets exactly `{ "active": false }`. Live is what the database's clock says of the grant at this moment.
 * Null: that is no credential.
 */
export async function introspect(
  runtime: Runtime,
  credential: { id: string; secret: string },
  token: string,
): Promise<Introspection | null> {
  const hash = opaqueDigest(token);
  const own = hash ? null : await readOwnToken(runtime, token);
  const { rows } = await runtime.pool.query<Row>(
    statement("token-introspect", selectLive, [credential.id, own?.jti ?? null, own?.audience ?? null, hash]),
  );
  const [row] = rows;
  if (!matchesSecret(credential.secret, row?.secret_hash)) return null;
  const claims = own?.claims ?? row?.claims;
  return row?.live && claims
    ? { active: true, ...claims, token_type: isObject(claims.cnf) ? "DPoP" : "Bearer" }
    : { active: false };
}

interface Row {
  secret_hash: Buffer;
  live: boolean;
  /** Of an opaque token; a JWT has them itself. */
  claims: JsonObject | null;
}

// Who asks and what about in one round trip: services ask twice a second for every token in use.
const selectLive = `
select c.secret_hash, t.jti is not null as live, t.claims
from service_credential c join service s on s.id = c.service_id left join lateral (
  select t.jti, t.claims from issued_token t join access_grant g on g.id = t.grant_id join principal p on p.id = t.principal_id
  where t.jti = coalesce($2, (select jti from issued_token where token_hash = $4)) and ($3::text is null or t.audience = $3)
    and (t.token_hash is null) = ($4::bytea is null)
    and t.kind = 'service' and t.revoked_at is null and t.expires_at > statement_timestamp()
    and g.service_id = s.id and (s.status = 'active' or s.keeps_grants) and g.status in ('scheduled', 'active')
    and g.starts_at <= statement_timestamp() and g.ends_at > statement_timestamp() and p.deactivated_at is null) t on true
where c.id = $1 and c.revoked_at is null`;
