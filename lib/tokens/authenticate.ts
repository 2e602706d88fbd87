import { isObject } from "@daypass/node/jws";
import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { authenticationOf, type SignedIn } from "@/lib/principals/authentication";
import type { Principal } from "@/lib/principals/principal";
import { principalJson } from "@/lib/principals/queries";
import type { Runtime } from "@/lib/runtime/runtime";
import { type OwnToken, readOwnToken } from "./own-token";

/** Somebody whose API token was good, and the key that it is bound to, if it is. */
export interface TokenHolder extends SignedIn {
  jkt: string | null;
  /** When the token ends by itself. */
  expiresAt: Date;
}

/**
 * The principal that an API token speaks for, signed in as they were when they got it. Throws `unauthenticated` unless we signed it for ourselves, it is known, not
 * expired, not revoked, and its principal is not deactivated. A service token is never an API token. `provenJkt` is the key that
 * whoever sent it has proven to hold: a token that is bound to a key is nothing without it (RFC 9449, section 7.1).
 */
export async function authenticateBearer(
  runtime: Runtime,
  token: string,
  provenJkt: string | null = null,
): Promise<TokenHolder> {
  const own = await readApiToken(runtime, token);
  const jkt = boundTo(own);
  if (jkt !== null && jkt !== provenJkt)
    throw new AppError(
      "unauthenticated",
      "This API token is bound to a key: send it with a DPoP proof of that key.",
      { dpopError: "invalid_token" },
    );
  return holderOf(runtime, own);
}

/** The same for a call that goes on: whoever sent the token has proven its key when it began, and a proof is good for one call. */
export const authenticateAgain = async (runtime: Runtime, token: string): Promise<TokenHolder> =>
  holderOf(runtime, await readApiToken(runtime, token));

async function readApiToken(runtime: Runtime, token: string): Promise<OwnToken> {
  const own = await readOwnToken(runtime, token);
  if (own?.audience === runtime.config.baseUrl) return own;
  throw new AppError("unauthenticated", "This is not an API token of this Daypass. Get one at /oauth/token.");
}

async function holderOf(runtime: Runtime, own: OwnToken): Promise<TokenHolder> {
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
  return {
    principal,
    authentication: authenticationOf(own.claims, new Date()),
    jkt: boundTo(own),
    expiresAt: new Date(Number(own.claims.exp) * 1000),
  };
}

/** The thumbprint of the key that a token is bound to (RFC 9449, section 6.1). */
function boundTo({ claims }: OwnToken): string | null {
  if (!isObject(claims.cnf)) return null;
  const { jkt } = claims.cnf;
  return typeof jkt === "string" ? jkt : null;
}

const selectPrincipal = `
select ${principalJson("p")} as principal from issued_token t join principal p on p.id = t.principal_id
where t.jti = $1 and t.kind = 'api' and t.revoked_at is null and t.expires_at > statement_timestamp()`;
