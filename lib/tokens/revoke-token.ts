import { actorOf, type Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { Principal } from "@/lib/principals/principal";
import type { Runtime } from "@/lib/runtime/runtime";
import type { ServiceIdentity } from "@/lib/services/credentials";
import { opaqueDigest } from "./opaque-token";
import { readOwnToken } from "./own-token";

/** Who may revoke a token: the service that it is for, or whoever holds it. */
export type Revoker = { service: ServiceIdentity } | { principal: Principal };

/**
 * Revokes one token, not the grant behind it (RFC 7009). A token that is unknown, ended or of somebody else changes
 * nothing and says nothing.
 */
export async function revokeToken(
  runtime: Runtime,
  by: Revoker,
  token: string,
  requestId: string,
): Promise<void> {
  const hash = opaqueDigest(token);
  const own = hash ? null : await readOwnToken(runtime, token);
  if (!hash && !own) return;
  const actor: Context["actor"] =
    "service" in by ? { kind: "system", name: by.service.ref } : actorOf(by.principal);
  await transact({ runtime, actor, requestId }, "token.revoked", async (tx) => {
    const values = [
      own?.jti ?? null,
      "principal" in by ? by.principal.id : null,
      "service" in by ? by.service.serviceId : null,
      hash,
    ];
    const [row] = await tx.query<{
      jti: string;
      principal_id: string;
      grant_id: string | null;
      ref: string | null;
      now: Date;
    }>("token-revoke", revokeSql, values);
    if (!row) return;
    const about = {
      subject: row.principal_id,
      ...(row.grant_id ? { grantId: row.grant_id } : {}),
      ...(row.ref ? { service: row.ref } : {}),
    };
    await tx.audit(row.now, [{ action: "token.revoked", ...about, detail: { jti: row.jti } }]);
  });
}

const revokeSql = `
update issued_token t set revoked_at = clock_timestamp()
where t.jti = coalesce($1, (select jti from issued_token where token_hash = $4)) and (t.token_hash is null) = ($4::bytea is null) and t.revoked_at is null and t.expires_at > statement_timestamp()
  and (t.principal_id = $2 or exists (select 1 from delegation d where d.id = t.delegation_id and d.workload_id = $2)
    or exists (select 1 from access_grant g where g.id = t.grant_id and g.service_id = $3))
returning t.jti, t.principal_id, t.grant_id, clock_timestamp() as now,
  (select s.ref from access_grant g join service s on s.id = g.service_id where g.id = t.grant_id) as ref`;
