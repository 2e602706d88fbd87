import { type JsonObject, signingInput } from "@daypass/node/jws";
import type { Signer } from "./key-store";

/** Signs claims with a key that is in its store. `typ` is the media type without "application/" (RFC 7515, section 4.1.9). */
export async function signJws(typ: string, claims: JsonObject, key: Signer): Promise<string> {
  const input = signingInput(typ, claims, key.kid);
  return `${input}.${Buffer.from(await key.sign(input)).toString("base64url")}`;
}
