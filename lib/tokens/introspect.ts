import { verifyJws } from "@daypass/node/jws";
import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import type { ServiceIdentity } from "@/lib/services/credentials";
import { verificationKeys } from "./keys";
import { opaqueId } from "./opaque";

export type Introspection = { active: false } | ({ active: true; jti: string } & Record<string, unknown>);

/**
 * Whether a token is live now, for the service that it is for (RFC 7662). Everybody else, and every token that is not
 * live, gets exactly `{ "active": false }`. Live is what the database's clock says of the grant at this moment.
 */
export async function introspect(
  runtime: Runtime,
  service: ServiceIdentity,
  token: string,
): Promise<Introspection> {
  const jti = await idOf(runtime, token);
  if (jti === null) return { active: false };
  const { rows } = await runtime.pool.query<LiveToken>(
    statement("token-introspect", selectLive, [jti, service.serviceId]),
  );
  const [row] = rows;
  if (!row) return { active: false };
  return {
    active: true,
    jti,
    iss: runtime.config.baseUrl,
    sub: row.principal_id,
    client_id: row.principal_id,
    aud: row.audience,
    scope: row.scope,
    token_type: "Bearer",
    iat: Math.floor(row.issued_at.getTime() / 1000),
    exp: Math.floor(row.expires_at.getTime() / 1000),
    authorization_details: [
      {
        type: "urn:daypass:grant",
        service: service.ref,
        role: row.role,
        environment: row.environment,
        grant_id: row.grant_id,
        request_id: row.request_id,
      },
      ...row.authorization_details,
    ],
    ...(row.environment === null ? {} : { environment: row.environment }),
  };
}

/** The id by which a token is known; null for what we did not make. */
export async function idOf(runtime: Runtime, token: string): Promise<string | null> {
  if (/^[A-Za-z0-9_-]{43}$/.test(token)) return opaqueId(token);
  const jws = verifyJws(token, await verificationKeys(runtime));
  const { jti, iss } = jws?.claims ?? {};
  return typeof jti === "string" && iss === runtime.config.baseUrl ? jti : null;
}

interface LiveToken {
  principal_id: string;
  audience: string;
  scope: string;
  issued_at: Date;
  expires_at: Date;
  role: string;
  environment: string | null;
  grant_id: string;
  request_id: string;
  authorization_details: Record<string, unknown>[];
}

const selectLive = `
select t.principal_id, t.audience, t.scope, t.issued_at, t.expires_at, g.role, g.environment, g.id as grant_id, g.request_id, g.authorization_details
from issued_token t join access_grant g on g.id = t.grant_id join principal p on p.id = t.principal_id
where t.jti = $1 and g.service_id = $2 and t.kind = 'service' and t.revoked_at is null and t.expires_at > statement_timestamp()
  and g.status in ('scheduled', 'active') and g.starts_at <= statement_timestamp() and g.ends_at > statement_timestamp()
  and p.deactivated_at is null`;
