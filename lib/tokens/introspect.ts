import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import { matchesSecret } from "@/lib/services/credentials";
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
  const own = await readOwnToken(runtime, token);
  const { rows } = await runtime.pool.query<{ secret_hash: Buffer; live: boolean }>(
    statement("token-introspect", selectLive, [credential.id, own?.jti ?? "", own?.audience ?? ""]),
  );
  const [row] = rows;
  if (!matchesSecret(credential.secret, row?.secret_hash)) return null;
  return own && row?.live ? { active: true, ...own.claims, token_type: "Bearer" } : { active: false };
}

// Who asks and what about in one round trip: services ask twice a second for every token in use.
const selectLive = `
select c.secret_hash, exists (
  select 1 from issued_token t join access_grant g on g.id = t.grant_id join principal p on p.id = t.principal_id
  where t.jti = $2 and t.audience = $3 and t.kind = 'service' and t.revoked_at is null and t.expires_at > statement_timestamp()
    and g.service_id = s.id and (s.status = 'active' or s.keeps_grants) and g.status in ('scheduled', 'active')
    and g.starts_at <= statement_timestamp() and g.ends_at > statement_timestamp() and p.deactivated_at is null) as live
from service_credential c join service s on s.id = c.service_id
where c.id = $1 and c.revoked_at is null`;
