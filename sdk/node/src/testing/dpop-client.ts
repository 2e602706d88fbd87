import { randomUUID } from "node:crypto";
import { digest, thumbprint } from "../dpop.js";
import { createKey, signParts } from "./keys.js";

/** A caller that holds a key: binds tokens to it by `jkt`, and proves it (RFC 9449). */
export function createDpopClient(curve: "P-256" | "Ed25519" = "P-256", clock: () => number = Date.now) {
  const { privateKey, jwk } = createKey("", curve);
  const { kid: _kid, use: _use, ...publicKey } = jwk;
  return {
    jkt: thumbprint(publicKey),
    jwk: publicKey,
    privateKey,
    /** The proof for one call; what is given instead goes in as it is. */
    prove(
      method: string,
      url: string,
      token: string,
      claims: Record<string, unknown> = {},
      header: Record<string, unknown> = {},
    ): string {
      const algorithm = curve === "P-256" ? "ES256" : "EdDSA";
      return signParts(
        { typ: "dpop+jwt", alg: algorithm, jwk: publicKey, ...header },
        {
          jti: randomUUID(),
          htm: method,
          htu: url.replace(/[?#].*$/s, ""),
          iat: Math.floor(clock() / 1000),
          ath: digest(token),
          ...claims,
        },
        privateKey,
      );
    },
  };
}

export type DpopClient = ReturnType<typeof createDpopClient>;
