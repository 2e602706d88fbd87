import { createHmac, createPublicKey } from "node:crypto";
import type { DenialReason } from "../access-denied.js";
import { createKey, encode, signParts, twinOf } from "./keys.js";
import { bearer, type Vector, type VectorTarget } from "./vector.js";

const refusedAnyway = ["malformed-token", "unknown-key", "bad-signature", "wrong-type"] as const;

/** Tokens that no issuer signed, made of one that it did: needs no key, so that it can be done to every service. */
export function* tamperedVectors(token: string): Generator<Vector> {
  const group = "tampered";
  const [header = "", payload = "", signature = ""] = token.split(".");
  const refused = (
    name: string,
    text: string,
    expected: readonly DenialReason[] = refusedAnyway,
  ): Vector => ({
    group,
    name,
    expected: /^[A-Za-z0-9\-._~+/]+=*$/.test(text) ? expected : ["malformed-request", ...expected],
    headers: bearer(text),
  });
  const bytes = Buffer.from(signature, "base64url");
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    yield refused(
      `bit of byte ${at} of the signature`,
      `${header}.${payload}.${changed.toString("base64url")}`,
    );
  }
  const content = Buffer.from(payload, "base64url");
  for (let at = 0; at < content.length; at += Math.ceil(content.length / 48)) {
    const changed = Buffer.from(content);
    changed[at] = (changed[at] ?? 0) ^ 1;
    yield refused(
      `bit of byte ${at} of the claims`,
      `${header}.${changed.toString("base64url")}.${signature}`,
    );
  }
  const forged = (length: number, fill: number) => Buffer.alloc(length, fill).toString("base64url");
  for (const [name, value] of Object.entries({
    empty: "",
    "zeros (r = s = 0)": forged(64, 0),
    ones: forged(64, 255),
    "half as long": bytes.subarray(0, 32).toString("base64url"),
    "a byte shorter": bytes.subarray(0, 63).toString("base64url"),
    "a byte longer": Buffer.concat([bytes, Buffer.alloc(1)]).toString("base64url"),
    twice: Buffer.concat([bytes, bytes]).toString("base64url"),
    swapped: Buffer.concat([bytes.subarray(32), bytes.subarray(0, 32)]).toString("base64url"),
    "DER, not r and s": Buffer.concat([Buffer.from("3044022000", "hex"), bytes]).toString("base64url"),
    "the claims": payload,
  }))
    yield refused(`signature is ${name}`, `${header}.${payload}.${value}`);

  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(token.at(-1) ?? "");
  for (let bits = 1; bits < 16; bits++)
    yield refused(
      `unused bits ${bits} of the signature`,
      token.slice(0, -1) + (alphabet[last ^ bits] ?? "A"),
    );
  for (const padding of ["=", "==", "===", ".", "..", ".x", "AA", "A"])
    yield refused(`"${padding}" at the end`, token + padding);
  for (const space of [" ", "\t", "%20", "+", "/", "~"])
    yield refused(
      `"${space}" within`,
      `${header}.${payload.slice(0, 9)}${space}${payload.slice(9)}.${signature}`,
    );
  for (const [name, text] of Object.entries({
    "without signature": `${header}.${payload}`,
    "with an empty signature": `${header}.${payload}.`,
    "without claims": `${header}..${signature}`,
    "without header": `.${payload}.${signature}`,
    "only points": "..",
    "five parts": `${token}.${payload}.${signature}`,
    "four parts": `${header}.${payload}.${payload}.${signature}`,
    "with parts swapped": `${payload}.${header}.${signature}`,
    "with header twice": `${header}.${header}.${signature}`,
    "with a point first": `.${token}`,
    "in standard base64": token.replaceAll("-", "+").replaceAll("_", "/") + (/[-_]/.test(token) ? "" : "+"),
    "too long": `${header}.${payload}${"A".repeat(9_000)}.${signature}`,
    "one letter": "x",
    "in capitals": token.toUpperCase(),
    "encoded once more": Buffer.from(token).toString("base64url"),
  }))
    yield refused(`token ${name}`, text);
  for (const alg of [
    "none",
    "None",
    "NONE",
    "nOnE",
    "HS256",
    "HS384",
    "HS512",
    "RS256",
    "PS256",
    "ES384",
    "ES256K",
    "",
    null,
    5,
    ["ES256"],
  ])
    for (const [what, rest] of [
      ["", ""],
      [" and the old signature", signature],
    ] as const)
      yield refused(
        `alg ${JSON.stringify(alg)}${what}`,
        `${encode({ alg, typ: "at+jwt" })}.${payload}.${rest}`,
      );
}

/** Tokens of which only the key, the header or the encoding is wrong. */
export function* headerVectors({ issuer }: VectorTarget): Generator<Vector> {
  const group = "header";
  const { key, edwards } = issuer;
  const refused = (
    name: string,
    token: string,
    expected: readonly DenialReason[] = refusedAnyway,
  ): Vector => ({
    group,
    name,
    expected,
    headers: bearer(token),
  });
  const signed = (header: Record<string, unknown>, by = key.privateKey) =>
    signParts(issuer.header(header), issuer.claims(), by);
  for (const typ of [
    undefined,
    null,
    "",
    "JWT",
    "jwt",
    "id+jwt",
    "at+jwtx",
    "xat+jwt",
    "dpop+jwt",
    "statuslist+jwt",
    "secevent+jwt",
    "application/jwt",
    5,
    ["at+jwt"],
  ])
    yield refused(`typ is ${JSON.stringify(typ)}`, signed({ typ }), ["wrong-type", "malformed-token"]);
  for (const typ of ["AT+JWT", "application/at+jwt"])
    yield { group, name: `typ is ${typ}`, expected: "accepted", headers: bearer(signed({ typ })) };
  for (const kid of [
    null,
    "",
    5,
    ["first"],
    {},
    "FIRST",
    "first ",
    "../first",
    "/dev/null",
    "' or 1=1 --",
    "first\u0000",
    "x".repeat(2_000),
  ])
    yield refused(`kid is ${JSON.stringify(kid).slice(0, 30)}`, signed({ kid }));
  for (const name of ["crit", "b64", "jwk", "jku", "x5u", "x5c", "zip", "enc"])
    for (const value of [name, [name], true, {}, null])
      yield refused(`header has ${name}: ${JSON.stringify(value)}`, signed({ [name]: value }));
  const stranger = createKey(key.kid);
  yield refused("signed by a key of the same name", signed({}, stranger.privateKey));
  yield refused(
    "signed by the key that the token brings",
    signed({ jwk: stranger.jwk }, stranger.privateKey),
  );
  yield refused("signed by a key that nobody knows", signed({ kid: "stranger" }, stranger.privateKey));
  yield refused("EdDSA under the name of an ES256 key", signed({ alg: "EdDSA" }));
  yield refused("ES256 by an Ed25519 key", signed({}, edwards.privateKey));
  const publicKey = createPublicKey({ key: key.jwk, format: "jwk" });
  const secrets: Record<string, string | Buffer> = {
    PEM: publicKey.export({ type: "spki", format: "pem" }),
    "PEM without its last line": String(publicKey.export({ type: "spki", format: "pem" })).trimEnd(),
    DER: publicKey.export({ type: "spki", format: "der" }),
    JWK: JSON.stringify(key.jwk),
    "its x": Buffer.from(String(key.jwk.x), "base64url"),
    "an empty secret": "",
  };
  for (const alg of ["HS256", "HS384", "HS512", "ES256"])
    for (const [name, secret] of Object.entries(secrets)) {
      const input = `${encode(issuer.header({ alg }))}.${encode(issuer.claims())}`;
      const mac = createHmac(alg === "ES256" ? "sha256" : `sha${alg.slice(2)}`, secret).update(input);
      yield refused(
        `${alg}: a MAC with the public key as secret (${name})`,
        `${input}.${mac.digest("base64url")}`,
      );
    }
  yield* encodingVectors(issuer, refused);
  const token = issuer.mint();
  yield {
    group,
    name: "the twin of a signature (r, n - s)",
    expected: "accepted",
    headers: bearer(twinOf(token)),
  };
}

/** Well signed, but what was signed is not one JSON object, said once. */
function* encodingVectors(
  issuer: VectorTarget["issuer"],
  refused: (name: string, token: string, expected?: readonly DenialReason[]) => Vector,
): Generator<Vector> {
  const { privateKey } = issuer.key;
  const claims = JSON.stringify(issuer.claims());
  const header = JSON.stringify(issuer.header());
  const more = (member: string) => `${claims.slice(0, -1)},${member}}`;
  for (const [name, payload] of Object.entries({
    "a list": `[${claims}]`,
    "a text": JSON.stringify(claims),
    "a number": "1",
    null: "null",
    empty: "",
    "two objects": claims + claims,
    "cut off": claims.slice(0, -1),
    "with a comma too many": `${claims.slice(0, -1)},}`,
    "with a comment": `${claims}/**/`,
    "with a byte order mark": `\ufeff${claims}`,
    "with a zero byte after it": `${claims}\0`,
    "with NaN": more('"x":NaN'),
    "with names without quotes": more("x:1"),
    "with sub twice": more('"sub":"prn_olivia"'),
    "with exp twice": more('"exp":4102444800'),
    "with aud twice": more('"aud":"urn:other"'),
    "with scope twice": more('"scope":"admin"'),
    "with sub twice, once escaped": more('"s\\u0075b":"prn_olivia"'),
    "with a member twice deep inside": more('"x":{"a":[{"b":1,"b":2}]}'),
    "with __proto__ twice": more('"__proto__":{},"__proto__":{}'),
  }))
    yield refused(`claims are ${name}`, signParts(header, payload, privateKey));
  for (const [name, text] of Object.entries({
    "with alg twice": `${header.slice(0, -1)},"alg":"none"}`,
    "with kid twice": `${header.slice(0, -1)},"kid":"other"}`,
    "a list": `[${header}]`,
    "with a comma too many": `${header.slice(0, -1)},}`,
    empty: "",
  }))
    yield refused(`header is ${name}`, signParts(text, claims, privateKey));
}
