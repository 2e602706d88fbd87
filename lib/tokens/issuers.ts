import { errors, type JWTPayload, jwtVerify } from "jose";
import type { IssuerConfig } from "@/lib/config/config";
import { spiffeDomain } from "@/lib/config/spiffe";
import type { Runtime } from "@/lib/runtime/runtime";
import { issuerKeys } from "./issuer-keys";
import { OAuthError } from "./oauth-error";

/** What an issuer vouched for, and which one. */
export interface VerifiedIdentity {
  issuer: IssuerConfig;
  claims: JWTPayload;
}

const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const longestToken = 32 * 1024;

/**
 * Verifies an ID token (OpenID Connect Core, section 3.1.3.7) of a registered issuer: signature by its published keys,
 * exact `iss`, an accepted `aud`, not expired. So are the tokens of CI systems and clusters; a JWT-SVID (SPIFFE) may lack
 * `iss` and `iat`, and then its trust domain says whose it is. Throws OAuthError: invalid_request for the token, temporarily_unavailable
 * when the issuer's keys cannot be had. Never open.
 */
export async function verifyIdToken(
  runtime: Runtime,
  token: string,
  parameter: "subject_token" | "actor_token" = "subject_token",
): Promise<VerifiedIdentity> {
  const refusal = (reason: string) => new OAuthError("invalid_request", `${parameter}: ${reason}`);
  const claimed = token.length <= longestToken ? readUnproven(token) : null;
  if (claimed === null) throw refusal("not a JWT.");
  const issuer = runtime.config.issuers.find((registered) => isOf(registered, claimed));
  if (!issuer)
    throw refusal("its issuer is not registered here. Ask your platform admin to add it to daypass.yaml.");
  const keys = await issuerKeys(issuer).catch(() => {
    throw unavailable(issuer);
  });
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    ...(claimed.iss === undefined ? {} : { issuer: issuer.issuer }),
    audience: [...issuer.audiences, ...(issuer.signIn ? [issuer.signIn.clientId] : [])],
    algorithms,
    requiredClaims: issuer.trustDomain === null ? ["sub", "exp", "iat"] : ["sub", "exp"],
    clockTolerance: 5,
  }).catch((error: unknown) => {
    throw isAboutToken(error) ? refusal(reasonOf(error)) : unavailable(issuer);
  });
  // Access tokens (RFC 9068) and logout tokens of the same issuer may name the same audience, and are no identity.
  const typ = protectedHeader.typ?.toLowerCase() ?? "jwt";
  const isIdentity = typ === "jwt" || (typ === "jose" && issuer.trustDomain !== null);
  if (!isIdentity || payload.events !== undefined || protectedHeader.crit)
    throw refusal("it is signed, but it is no ID token.");
  // Of two who would stand behind one word, only one would be on record (RFC 8693, section 4.1).
  if (payload.act !== undefined) throw refusal("it says that somebody acts for its subject (act).");
  if (issuer.trustDomain !== null && spiffeDomain(payload.sub ?? "") !== issuer.trustDomain)
    throw refusal(`its subject is no workload of ${issuer.trustDomain}, for which this issuer speaks.`);
  return { issuer, claims: payload };
}

const unavailable = (issuer: IssuerConfig) =>
  new OAuthError(
    "temporarily_unavailable",
    `The keys of ${issuer.name} cannot be fetched now. Try again in a moment.`,
  );

/** What the token says of itself, before anything is proven; null for what is no JWT. */
function readUnproven(token: string): { iss?: unknown; sub?: unknown } | null {
  try {
    const { iss, sub } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    return { iss, sub };
  } catch {
    return null;
  }
}

/** AWS issues no tokens, so none is of it. */
function isOf(
  { issuer, trustDomain, aws }: IssuerConfig,
  { iss, sub }: { iss?: unknown; sub?: unknown },
): boolean {
  if (aws !== null) return false;
  if (iss !== undefined) return iss === issuer;
  return trustDomain !== null && typeof sub === "string" && spiffeDomain(sub) === trustDomain;
}

/** jose speaks with one kind of error about tokens, key sets and the network alike. */
const isAboutToken = (error: unknown): error is errors.JOSEError =>
  error instanceof errors.JOSEError &&
  error.code !== "ERR_JOSE_GENERIC" &&
  !(error instanceof errors.JWKSTimeout) &&
  !(error instanceof errors.JWKSInvalid);

function reasonOf(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return "it has expired. Get a new one from the issuer.";
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its claim "${error.claim}" is not what this Daypass accepts.`;
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWSSignatureVerificationFailed)
    return "its signature is not by a key of its issuer.";
  return "it is not a valid ID token.";
}
