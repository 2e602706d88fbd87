import { createHash, randomUUID } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import type { Runtime } from "@/lib/runtime/runtime";
import { currentNonce } from "./dpop-nonce";

type Members = Record<string, unknown>;

/** A client's key that makes proofs, good ones unless a test says otherwise. */
export async function proofKey(algorithm = "ES256") {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const jwk: JWK = await exportJWK(publicKey);
  return {
    jwk,
    privateJwk: await exportJWK(privateKey),
    proof(runtime: Runtime, claims: Members = {}, header: Members = {}): Promise<string> {
      const said: Members = {
        jti: randomUUID(),
        htm: "POST",
        htu: `${runtime.config.baseUrl}/oauth/token`,
        iat: Math.floor(Date.now() / 1000),
        nonce: currentNonce(runtime),
        ...claims,
      };
      return new SignJWT(said)
        .setProtectedHeader({ alg: algorithm, typ: "dpop+jwt", jwk, ...header })
        .sign(privateKey);
    },
  };
}

export const athOf = (token: string) => createHash("sha256").update(token).digest("base64url");
