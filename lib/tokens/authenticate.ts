import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { authenticationOf, type SignedIn } from "@/lib/principals/authentication";
import type { Principal } from "@/lib/principals/principal";
import { principalJson } from "@/lib/principals/queries";
import type { Runtime } from "@/lib/runtime/runtime";
import { readOwnToken } from "./own-token";

/**
 * The principal that an API token speaks for, signed in as they were when they got it. Throws `unauthenticated` unless we signed it for ourselves, it is known, not
 * expired, not revoked, and its principal is not deactivated. A service token is never an API token.
 */
export async function authenticateBearer(runtime: Runtime, token: string): Promise<SignedIn> {
  const own = await readOwnToken(runtime, token);
  if (own?.audience !== runtime.config.baseUrl) {
    throw new AppError(
      "unauthenticated",
      "This is not an API token of this Daypass. Get one at /oauth/token.",
    );
  }
  const { rows } = await runtime.pool.query<{ principal: Principal }>(
    statement("token-authenticate", selectPrincipal, [own.jti]),
  );
  const principal = rows[0]?.principal;
  if (!principal)
    throw new AppError(
      "unauthenticated",
      "The API token has expired or was revoked. Get a new one at /oauth/token.",
    );
  if (principal.deactivatedAt)
    throw new AppError(
      "unauthenticated",
      `${principal.name} was deactivated here. A platform admin can undo that.`,
    );
  return { principal, authentication: authenticationOf(own.claims, new Date()) };
}

const selectPrincipal = `
select ${principalJson("p")} as principal from issued_token t join principal p on p.id = t.principal_id
where t.jti = $1 and t.kind = 'api' and t.revoked_at is null and t.expires_at > statement_timestamp()`;
