import { actorOf } from "@/lib/context/context";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import { type Authentication, authenticationClaims } from "@/lib/principals/authentication";
import type { Principal } from "@/lib/principals/principal";
import type { Runtime } from "@/lib/runtime/runtime";
import { refuseWithdrawn, signingKey } from "./keys";
import { signJws } from "./sign-jws";

export interface IssuedAccess {
  token: string;
  jti: string;
  scope: string;
  /** Whole seconds from now. */
  expiresIn: number;
}

/**
 * An API token (RFC 9068) of a principal: it speaks to this Daypass, as that principal and as they signed in, and to nobody else.
 * With `jkt` it is worth nothing without a proof of that key.
 */
export async function issueApiToken(
  runtime: Runtime,
  principal: Principal,
  requestId: string,
  authentication: Authentication | null = null,
  jkt: string | null = null,
): Promise<IssuedAccess> {
  const key = await signingKey(runtime);
  const { baseUrl, limits } = runtime.config;
  const jti = newId("tok");
  return transact(
    { runtime, actor: actorOf(principal, authentication), requestId },
    "token.issued",
    async (tx) => {
      tx.about.subject = principal.id;
      const [row] = await tx.query<{ now: Date; exp: Date }>("token-api-keep", insertApiToken, [
        jti,
        principal.id,
        baseUrl,
        limits.apiTokenLifetimeSeconds,
        key.kid,
      ]);
      if (!row) {
        await refuseWithdrawn(tx, { runtime }, key.kid);
        throw new Error("an insert under a key that signs returns its row");
      }
      const exp = Math.floor(row.exp.getTime() / 1000);
      const iat = Math.floor(row.now.getTime() / 1000);
      const claims = {
        iss: baseUrl,
        sub: principal.id,
        aud: baseUrl,
        client_id: principal.id,
        jti,
        iat,
        exp,
        scope: "",
        ...(jkt === null ? {} : { cnf: { jkt } }),
        ...(authentication ? authenticationClaims(authentication) : {}),
      };
      await tx.audit(row.now, [
        {
          action: "token.issued",
          detail: { kind: "api", jti, expiresAt: row.exp.toISOString(), ...boundDetail(jkt) },
        },
      ]);
      return { token: await signJws("at+jwt", claims, key), jti, scope: "", expiresIn: exp - iat };
    },
  );
}

/** What the log says of a token that is bound to a key. */
export const boundDetail = (jkt: string | null) => (jkt === null ? {} : { boundTo: jkt });

const insertApiToken = `
insert into issued_token (jti, kind, principal_id, audience, scope, issued_at, expires_at, kid)
select $1, 'api', $2, $3, '', statement_timestamp(), date_trunc('second', statement_timestamp() + make_interval(secs => $4)), k.kid
from signing_key k where k.kid = $5 and k.retired_at is null for key share of k
returning issued_at as now, expires_at as exp`;
