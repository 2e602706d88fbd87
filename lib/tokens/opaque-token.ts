import { createHash, randomBytes } from "node:crypto";
import type { JsonObject } from "@daypass/node/jws";
import type { Transaction } from "@/lib/db/transaction";

const pattern = /^dpo_[A-Za-z0-9_-]{43}$/;

/** By what an opaque token is known here; null for a text that is none. */
export const opaqueDigest = (token: string): Buffer | null =>
  pattern.test(token) ? createHash("sha256").update(token).digest() : null;

/** Makes an opaque token of one that was kept. Only its hash stays here, and what is answered to whoever asks about it. */
export async function keepOpaque(tx: Transaction, jti: string, claims: JsonObject): Promise<string> {
  const token = `dpo_${randomBytes(32).toString("base64url")}`;
  await tx.query("token-opaque-keep", "update issued_token set token_hash = $2, claims = $3 where jti = $1", [
    jti,
    opaqueDigest(token),
    JSON.stringify(claims),
  ]);
  return token;
}
