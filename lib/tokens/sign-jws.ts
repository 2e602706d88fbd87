import type { JsonObject } from "@daypass/node/jws";
import type { Signer } from "./key-store";

/** Signs claims with ES256. `typ` is the media type without "application/" (RFC 7515, section 4.1.9). */
export async function signJws(typ: string, claims: JsonObject, key: Signer): Promise<string> {
  const input = `${encode({ alg: "ES256", typ, kid: key.kid })}.${encode(claims)}`;
  return `${input}.${Buffer.from(await key.sign(input)).toString("base64url")}`;
}

const encode = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString("base64url");
