import { generateKeyPairSync } from "node:crypto";
import { importSigningKey, signEs256 } from "@daypass/node/jws";
import type { KeyStore } from "./key-store";
import { seal, unseal } from "./seal";

const purpose = "signing keys";

/** Keys sealed under DAYPASS_SECRET in the database; a key that was opened is in memory for as long as its signer is. */
export const sealedKeyStore = (secret: string): KeyStore => ({
  async create() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    return {
      publicJwk: { ...publicKey.export({ format: "jwk" }) },
      kept: seal(secret, purpose, JSON.stringify(privateKey.export({ format: "jwk" }))),
    };
  },

  async open(kid, kept) {
    const { key } = importSigningKey(kid, openJwk(secret, kid, kept));
    // At once: a signature takes less time than to ask a thread for it.
    return { kid, sign: async (input) => signEs256(input, key) };
  },
});

function openJwk(secret: string, kid: string, kept: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(unseal(secret, purpose, kept));
  } catch (cause) {
    throw new Error(
      `DAYPASS_SECRET is not the one that sealed signing key ${kid}. Start with the secret that this database was used with.`,
      { cause },
    );
  }
}
