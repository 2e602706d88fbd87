import type { JsonObject } from "@daypass/node/jws";

/** A key that signs, by its id. What it signs with stays in its store. */
export interface Signer {
  kid: string;
  /** The signature of an ES256 JWS (RFC 7518, section 3.4): 64 bytes. */
  sign(signingInput: string): Promise<Uint8Array>;
}

export interface MadeKey {
  publicJwk: JsonObject;
  /** What the row of the key keeps for its store: enough to find or open it again, worth nothing without the store. */
  kept: Buffer;
}

/** Where private keys are (ADR 26). None ever comes out. */
export interface KeyStore {
  /** A new P-256 key. */
  create(): Promise<MadeKey>;
  /** Throws when the store cannot sign with it. */
  open(kid: string, kept: Uint8Array): Promise<Signer>;
}
