import { statement } from "@/lib/db/pool";
import type { Principal } from "@/lib/principals/principal";
import { findPrincipal } from "@/lib/principals/queries";
import type { Runtime } from "@/lib/runtime/runtime";
import { deviceCodeHash } from "./device-codes";
import { OAuthError } from "./oauth-error";

/**
 * Whoever said yes to the sign-in of this device, once (RFC 8628, section 3.4). Throws OAuthError: what the program has to do
 * instead (section 3.5).
 */
export async function pollDevice(runtime: Runtime, deviceCode: string, client: string): Promise<Principal> {
  const { rows } = await runtime.pool.query<{
    status: "pending" | "approved" | "denied" | "taken";
    early: boolean;
    over: boolean;
    principal_id: string | null;
  }>(statement("device-poll", pollSql, [deviceCodeHash(deviceCode), client]));
  const [row] = rows;
  if (!row || row.status === "taken")
    throw new OAuthError("invalid_grant", "device_code: unknown, of another client, or used. Begin again.");
  if (row.over) throw new OAuthError("expired_token", "The code was not confirmed in time. Begin again.");
  if (row.status === "denied") throw new OAuthError("access_denied", "The person said no.");
  if (row.early) throw new OAuthError("slow_down", "Ask 5 seconds less often from now on.");
  if (row.status === "pending") throw new OAuthError("authorization_pending", "Nobody has confirmed it yet.");
  const principal = row.principal_id === null ? null : await findPrincipal(runtime.pool, row.principal_id);
  if (principal?.deactivatedAt !== null)
    throw new OAuthError("access_denied", "Whoever confirmed it was deactivated since.");
  return principal;
}

// Looked at and taken in one statement: of two programs with one code, one gets the token.
const pollSql = `
with d as materialized (select *, next_poll_at > statement_timestamp() as early, expires_at <= statement_timestamp() as over
    from device_sign_in where device_hash = $1 and client = $2 for update),
  u as (update device_sign_in s set
      interval_seconds = least(s.interval_seconds + case when d.early then 5 else 0 end, 60),
      next_poll_at = statement_timestamp() + make_interval(secs => s.interval_seconds + case when d.early then 5 else 0 end),
      status = case when d.status = 'approved' and not d.early and not d.over then 'taken' else s.status end
    from d where s.id = d.id)
select status, early, over, principal_id from d`;
