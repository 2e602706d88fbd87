import { isObject } from "@daypass/node/jws";
import type { Runtime } from "@/lib/runtime/runtime";
import type { Signer } from "@/lib/tokens/key-store";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { readSigned } from "@/lib/tokens/own-token";
import { signJws } from "@/lib/tokens/sign-jws";

/** A type of its own (RFC 8725, section 3.11): it passes nowhere for access, and no access token for it. */
const typ = "daypass-delegation+jwt";

export interface DelegationClaims {
  id: string;
  principalId: string;
  workloadId: string;
  grantId: string;
  iat: number;
  exp: number;
}

/** Of one person, for one workload (`may_act`: RFC 8693, section 4.4), under one grant, for Daypass alone. */
export const signDelegation = ({ config }: Runtime, made: DelegationClaims, key: Signer): Promise<string> =>
  signJws(
    typ,
    {
      iss: config.baseUrl,
      aud: config.baseUrl,
      sub: made.principalId,
      may_act: { sub: made.workloadId },
      jti: made.id,
      iat: made.iat,
      exp: made.exp,
      grant_id: made.grantId,
    },
    key,
  );

/** What a delegation that we signed names. Whether it still counts is for the database to say. */
export interface NamedDelegation {
  id: string;
  /** Whom `may_act` names. */
  workloadId: string;
}

/** Throws OAuthError for what is no delegation of ours. */
export async function readDelegation(runtime: Runtime, token: string): Promise<NamedDelegation> {
  const signed = await readSigned(runtime, token, typ);
  if (signed?.audience !== runtime.config.baseUrl)
    throw new OAuthError(
      "invalid_request",
      "subject_token: no delegation of this Daypass. The person makes one at /api/v1/me/delegations.",
    );
  const { may_act: mayAct } = signed.claims;
  if (!isObject(mayAct) || typeof mayAct.sub !== "string")
    throw new OAuthError("invalid_request", "subject_token: it lets nobody act (may_act).");
  return { id: signed.jti, workloadId: mayAct.sub };
}
