import { sign, verify } from "node:crypto";
import type { SigningKey, VerificationKey } from "./jwk.js";
import { decodeCanonical, isObject, type JsonObject, parseObject } from "./strict-json.js";

export {
  type Algorithm,
  importSigningKey,
  importVerificationKey,
  type SigningKey,
  type VerificationKey,
} from "./jwk.js";
export { isObject, type JsonObject } from "./strict-json.js";

export interface Jws {
  header: JsonObject & { alg: string };
  claims: JsonObject;
  signingInput: string;
  signature: Buffer;
}

/** No real token comes near it; servers cut headers at about this length. */
const longestToken = 8192;

// A key that a token brings along is no key, and what we do not understand must not change what the rest means.
const refusedParameters = ["crit", "b64", "jku", "x5u", "x5c", "zip", "enc"];

/**
 * Reads a compact JWS (RFC 7515) whose payload is a JSON object. Null unless it is in its one canonical spelling, so that
 * a token that is accepted has one text (but for the twin signature that ECDSA always has).
 */
export function parseJws(token: string, longest = longestToken): Jws | null {
  return parse(token, readHeader, longest);
}

/** The same for a proof of possession (RFC 9449, section 4.2), which brings the key that it proves. */
export function parseProof(token: string): Jws | null {
  return parse(token, readProofHeader, longestToken);
}

function parse(token: string, headerOf: (text: string) => Jws["header"] | null, longest: number): Jws | null {
  if (token.length > longest) return null;
  const firstDot = token.indexOf(".");
  const lastDot = token.lastIndexOf(".");
  if (firstDot < 1 || lastDot === firstDot) return null;
  const header = headerOf(token.slice(0, firstDot));
  const claims = header && parseSegment(token.slice(firstDot + 1, lastDot));
  const signature = claims && decodeCanonical(token.slice(lastDot + 1));
  if (!signature) return null;
  return { header, claims, signingInput: token.slice(0, lastDot), signature };
}

// All tokens of a key begin with the same header, so the last good one is worth remembering.
let lastHeader: { text: string; header: Jws["header"] } | undefined;

function readHeader(text: string): Jws["header"] | null {
  if (lastHeader?.text === text) return lastHeader.header;
  const header = parseSegment(text);
  if (!header || !isAcceptableHeader(header) || Object.hasOwn(header, "jwk")) return null;
  lastHeader = { text, header: Object.freeze(header) };
  return header;
}

function readProofHeader(text: string): Jws["header"] | null {
  const header = parseSegment(text);
  return header && isAcceptableHeader(header) && isObject(header.jwk) ? header : null;
}

function parseSegment(text: string): JsonObject | null {
  const bytes = decodeCanonical(text);
  return bytes && parseObject(bytes);
}

function isAcceptableHeader(header: JsonObject): header is Jws["header"] {
  if (header.alg !== "ES256" && header.alg !== "EdDSA") return false;
  if (header.kid !== undefined && typeof header.kid !== "string") return false;
  if (header.typ !== undefined && typeof header.typ !== "string") return false;
  return !refusedParameters.some((name) => Object.hasOwn(header, name));
}

/** The claims once more, as an object of their own, from the signing input of a token that was parsed before. */
export function claimsOf(signingInput: string): JsonObject {
  return JSON.parse(
    Buffer.from(signingInput.slice(signingInput.indexOf(".") + 1), "base64url").toString("utf8"),
  );
}

/** The key that this header names: by `kid` and algorithm, and only if exactly one fits. */
export function selectKey(header: Jws["header"], keys: Iterable<VerificationKey>): VerificationKey | null {
  let chosen: VerificationKey | null = null;
  for (const key of keys) {
    if (key.algorithm !== header.alg) continue;
    if (header.kid !== undefined && header.kid !== key.kid) continue;
    if (chosen) return null;
    chosen = key;
  }
  return chosen;
}

/** Whether `key` signed this. The algorithm is the key's, whatever the token says. */
export function isSignedBy(jws: Jws, key: VerificationKey): boolean {
  if (jws.header.alg !== key.algorithm || jws.signature.length !== 64) return false;
  const input = Buffer.from(jws.signingInput, "latin1");
  return key.algorithm === "ES256"
    ? verify("sha256", input, { key: key.key, dsaEncoding: "ieee-p1363" }, jws.signature)
    : verify(null, input, key.key, jws.signature);
}

/** Reads and verifies in one go: the token's content, or null. Says nothing about its claims. */
export function verifyJws(
  token: string,
  keys: Iterable<VerificationKey>,
  longest = longestToken,
): Jws | null {
  const jws = parseJws(token, longest);
  if (!jws) return null;
  const key = selectKey(jws.header, keys);
  return key && isSignedBy(jws, key) ? jws : null;
}

/** Signs claims with ES256. `typ` is the media type without "application/" (RFC 7515, section 4.1.9). */
export function signJws(typ: string, claims: JsonObject, { kid, key }: SigningKey): string {
  const input = signingInput(typ, claims, kid);
  return `${input}.${signEs256(input, key).toString("base64url")}`;
}

/** What the signature of such a token is over (RFC 7515, section 5.1), for keys that sign somewhere else. */
export const signingInput = (typ: string, claims: JsonObject, kid: string): string =>
  `${encode({ alg: "ES256", typ, kid })}.${encode(claims)}`;

/** The 64 bytes of RFC 7518, section 3.4. */
export const signEs256 = (input: string, key: SigningKey["key"]): Buffer =>
  sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });

const encode = (value: JsonObject) => Buffer.from(JSON.stringify(value)).toString("base64url");
