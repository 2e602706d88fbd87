import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

export interface TestKey {
  kid: string;
  privateKey: KeyObject;
  /** The public half, as it is published. */
  jwk: Record<string, unknown>;
}

export function createKey(kid: string, curve: "P-256" | "Ed25519" = "P-256"): TestKey {
  const { privateKey, publicKey } =
    curve === "P-256" ? generateKeyPairSync("ec", { namedCurve: "P-256" }) : generateKeyPairSync("ed25519");
  return { kid, privateKey, jwk: { ...publicKey.export({ format: "jwk" }), kid, use: "sig" } };
}

/** base64url of a text, or of an object's JSON. */
export const encode = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");

/** A compact JWS over exactly these two texts or objects. */
export function signParts(header: unknown, payload: unknown, key: KeyObject): string {
  return signInput(`${encode(header)}.${encode(payload)}`, key);
}

/** A compact JWS over exactly this signing input. */
function signInput(input: string, key: KeyObject): string {
  const signature =
    key.asymmetricKeyType === "ed25519"
      ? sign(null, Buffer.from(input), key)
      : sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The token with the other signature that ECDSA accepts for the same message: (r, n - s). */
export function twinOf(token: string): string {
  const dot = token.lastIndexOf(".");
  const signature = Buffer.from(token.slice(dot + 1), "base64url");
  const s = order - BigInt(`0x${signature.subarray(32).toString("hex")}`);
  Buffer.from(s.toString(16).padStart(64, "0"), "hex").copy(signature, 32);
  return `${token.slice(0, dot)}.${signature.toString("base64url")}`;
}
