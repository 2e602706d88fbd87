import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import type { IssuerConfig } from "@/lib/config/config";
import type { Runtime } from "@/lib/runtime/runtime";
import { OAuthError } from "./oauth-error";

const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const answerWithinMs = 5_000;

/** The issuer's key set, found through its discovery document. Only registered issuers are ever asked. */
const keySets = new Map<string, Promise<ReturnType<typeof createRemoteJWKSet>>>();

/**
 * Verifies an ID token (OpenID Connect Core, section 3.1.3.7) of a registered issuer: signature by its published keys,
 * exact `iss`, an accepted `aud`, not expired. Throws OAuthError: invalid_request for the token, temporarily_unavailable
 * when the issuer cannot be reached. Never open.
 */
export async function verifyIdToken(
  runtime: Runtime,
  token: string,
): Promise<{ issuer: IssuerConfig; claims: JWTPayload }> {
  const issuer = runtime.config.issuers.find((registered) => registered.issuer === claimedIssuer(token));
  if (!issuer)
    throw new OAuthError(
      "invalid_request",
      "subject_token: its issuer is not registered here. Ask your platform admin to add it to daypass.yaml.",
    );
  const audience = [...new Set([...issuer.audiences, ...(issuer.signIn ? [issuer.signIn.clientId] : [])])];
  const keys = await keySetOf(issuer);
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: issuer.issuer,
      audience,
      algorithms,
      requiredClaims: ["sub", "exp", "iat"],
      clockTolerance: 5,
    });
    return { issuer, claims: payload };
  } catch (error) {
    if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) {
      if (error instanceof errors.JWKSNoMatchingKey || !(error.code === "ERR_JOSE_GENERIC"))
        throw new OAuthError("invalid_request", `subject_token: ${reasonOf(error)}`);
    }
    throw new OAuthError(
      "temporarily_unavailable",
      `The keys of ${issuer.name} cannot be fetched now. Try again in a moment.`,
    );
  }
}

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return "it has expired. Get a new one from the issuer.";
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its claim "${error.claim}" is not what this Daypass accepts.`;
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed)
    return "its signature is not by a key of its issuer.";
  return "it is not a valid ID token.";
}

function claimedIssuer(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")).iss;
  } catch {
    throw new OAuthError("invalid_request", "subject_token: not a JWT.");
  }
}

async function keySetOf(issuer: IssuerConfig): Promise<ReturnType<typeof createRemoteJWKSet>> {
  let keys = keySets.get(issuer.issuer);
  if (!keys) {
    keys = discover(issuer.issuer);
    keySets.set(issuer.issuer, keys);
    keys.catch(() => keySets.delete(issuer.issuer));
  }
  return keys.catch(() => {
    throw new OAuthError(
      "temporarily_unavailable",
      `${issuer.name} cannot be reached now. Try again in a moment.`,
    );
  });
}

async function discover(issuer: string): Promise<ReturnType<typeof createRemoteJWKSet>> {
  const response = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
    redirect: "error",
    signal: AbortSignal.timeout(answerWithinMs),
  });
  if (!response.ok) throw new Error(`discovery answered ${response.status}`);
  const document: { issuer?: unknown; jwks_uri?: unknown } = await response.json();
  if (document.issuer !== issuer || typeof document.jwks_uri !== "string")
    throw new Error("the discovery document is of another issuer");
  const address = new URL(document.jwks_uri);
  if (address.protocol !== "https:" && address.protocol !== new URL(issuer).protocol)
    throw new Error("keys come by https only");
  return createRemoteJWKSet(address, {
    timeoutDuration: answerWithinMs,
    cooldownDuration: 2_000,
    cacheMaxAge: 300_000,
  });
}
