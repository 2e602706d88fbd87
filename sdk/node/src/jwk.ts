import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { decodeCanonical, isObject } from "./strict-json.js";

/** Asymmetric only, and named by the key, never by the token. */
export type Algorithm = "ES256" | "EdDSA";

export interface VerificationKey {
  kid: string | undefined;
  algorithm: Algorithm;
  /** The same for the same key, whatever else its JWK says. */
  id: string;
  key: KeyObject;
}

export interface SigningKey {
  kid: string;
  key: KeyObject;
}

/** The public key of a JWK that may verify signatures (RFC 7517); null for every other key. */
export function importVerificationKey(jwk: unknown): VerificationKey | null {
  if (!isObject(jwk)) return null;
  const { kid, alg, use, key_ops: operations } = jwk;
  const material = publicMaterial(jwk);
  if (!material) return null;
  if (kid !== undefined && (typeof kid !== "string" || kid === "")) return null;
  if (alg !== undefined && alg !== material.algorithm) return null;
  if (use !== undefined && use !== "sig") return null;
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes("verify"))) return null;
  try {
    const key = createPublicKey({ key: material.jwk, format: "jwk" });
    return {
      kid,
      algorithm: material.algorithm,
      id: `${kid ?? ""} ${Object.values(material.jwk).join(" ")}`,
      key,
    };
  } catch {
    return null;
  }
}

function publicMaterial(
  jwk: Record<string, unknown>,
): { algorithm: Algorithm; jwk: Record<string, string> } | null {
  const { kty, crv, x, y } = jwk;
  if (kty === "EC" && crv === "P-256" && isCoordinate(x) && isCoordinate(y))
    return { algorithm: "ES256", jwk: { kty, crv, x, y } };
  if (kty === "OKP" && crv === "Ed25519" && isCoordinate(x))
    return { algorithm: "EdDSA", jwk: { kty, crv, x } };
  return null;
}

const isCoordinate = (value: unknown): value is string =>
  typeof value === "string" && decodeCanonical(value)?.length === 32;

/** A P-256 private key for `signJws`. Throws for any other JWK. */
export function importSigningKey(kid: string, jwk: Record<string, unknown>): SigningKey {
  const key = createPrivateKey({ key: jwk, format: "jwk" });
  if (key.asymmetricKeyDetails?.namedCurve !== "prime256v1")
    throw new TypeError("tokens are signed with P-256 keys only");
  return { kid, key };
}
