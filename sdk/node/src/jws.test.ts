import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "vitest";
import { importSigningKey, importVerificationKey, signJws, type VerificationKey, verifyJws } from "./jws.js";
import { createKey, encode, signParts } from "./testing/index.js";

const key = createKey("k1");
const imported = (jwk: unknown): VerificationKey => {
  const found = importVerificationKey(jwk);
  if (!found) throw new Error("the key of the test is good");
  return found;
};
const keys = [imported(key.jwk)];
const header = { alg: "ES256", typ: "at+jwt", kid: "k1" };
const claims = { sub: "riley", exp: 4_000_000_000 };
const good = signParts(header, claims, key.privateKey);
const [headerPart = "", payloadPart = "", signaturePart = ""] = good.split(".");
const other = createKey("k1");

const signed = (head: unknown, payload: unknown = claims) => signParts(head, payload, key.privateKey);

/** The same signature with other unused bits in its last character. */
function withTrailingBits(text: string): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) ^ 1);
}

const publicPem = () => imported(key.jwk).key.export({ type: "spki", format: "pem" });
const hmac = (secret: string | Buffer) => {
  const input = `${encode({ ...header, alg: "HS256" })}.${payloadPart}`;
  return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
};

const refused: [string, string][] = [
  ["an empty string", ""],
  ["two dots", ".."],
  ["two segments", `${headerPart}.${payloadPart}`],
  ["four segments", `${good}.`],
  ["a JWE of five segments", `${good}.a.b`],
  ["no header", `.${payloadPart}.${signaturePart}`],
  ["no payload", signParts(header, "", key.privateKey)],
  ["no signature", `${headerPart}.${payloadPart}.`],
  ["alg none", `${encode({ alg: "none" })}.${payloadPart}.`],
  ["alg none with a signature", signed({ ...header, alg: "none" })],
  ["alg nOnE", signed({ ...header, alg: "nOnE" })],
  ["no alg", signed({ kid: "k1" })],
  ["alg of another type", signed({ ...header, alg: ["ES256"] })],
  ["alg es256", signed({ ...header, alg: "es256" })],
  ["alg EdDSA for an EC key", signed({ ...header, alg: "EdDSA" })],
  ["HS256 with the public key as PEM", hmac(publicPem())],
  ["HS256 with the public key as DER", hmac(imported(key.jwk).key.export({ type: "spki", format: "der" }))],
  ["HS256 with an empty secret", hmac("")],
  ["another key under the same kid", signParts(header, claims, other.privateKey)],
  ["another kid", signed({ ...header, kid: "k2" })],
  ["a kid that is not text", signed({ ...header, kid: 1 })],
  ["a typ that is not text", signed({ ...header, typ: {} })],
  ["crit", signed({ ...header, crit: ["exp"], exp: 1 })],
  ["empty crit", signed({ ...header, crit: [] })],
  ["b64 false", signed({ ...header, b64: false })],
  ["its own jwk", signParts({ ...header, jwk: other.jwk }, claims, other.privateKey)],
  ["its own jwk, rightly signed", signed({ ...header, jwk: key.jwk })],
  ["jku", signed({ ...header, jku: "https://evil.example/jwks" })],
  ["x5u", signed({ ...header, x5u: "https://evil.example/x" })],
  ["x5c", signed({ ...header, x5c: [] })],
  ["zip", signed({ ...header, zip: "DEF" })],
  ["a leading space", ` ${good}`],
  ["a trailing newline", `${good}\n`],
  ["a space inside", `${headerPart}. ${payloadPart}.${signaturePart}`],
  ["padding", `${good}==`],
  ["padding in the header", `${headerPart}=.${payloadPart}.${signaturePart}`],
  ["other unused bits in the signature", `${headerPart}.${payloadPart}.${withTrailingBits(signaturePart)}`],
  ["plain base64", good.replaceAll("-", "+").replaceAll("_", "/").replace(/[^.]$/, "/")],
  ["a flipped bit in the payload", `${headerPart}.${encode({ ...claims, sub: "olivia" })}.${signaturePart}`],
  ["a zero signature", `${headerPart}.${payloadPart}.${Buffer.alloc(64).toString("base64url")}`],
  [
    "r and s equal to the order",
    `${headerPart}.${payloadPart}.${Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551".repeat(2), "hex").toString("base64url")}`,
  ],
  [
    "a DER signature",
    `${headerPart}.${payloadPart}.${sign("sha256", Buffer.from(`${headerPart}.${payloadPart}`), key.privateKey).toString("base64url")}`,
  ],
  ["a short signature", `${headerPart}.${payloadPart}.${signaturePart.slice(0, 80)}`],
  ["a header member twice", signed(`{"alg":"none","alg":"ES256","typ":"at+jwt","kid":"k1"}`)],
  ["a claim twice", signed(header, `{"sub":"olivia","sub":"riley"}`)],
  ["a claim twice, spelled differently", signed(header, `{"sub":"olivia","s\\u0075b":"riley"}`)],
  ["a claim twice, deep inside", signed(header, `{"a":[{"b":{"c":1,"d":"}","c":2}}]}`)],
  ["a list as payload", signed(header, "[]")],
  ["text as payload", signed(header, '"riley"')],
  ["null as payload", signed(header, "null")],
  ["broken JSON", signed(header, '{"sub":')],
  ["two JSON values", signed(header, "{}{}")],
  ["a byte order mark", signed(header, "\ufeff{}")],
  [
    "bytes that are not UTF-8",
    (() => {
      const input = `${headerPart}.${Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xc3, 0x28, 0x22, 0x7d]).toString("base64url")}`;
      return `${input}.${sign("sha256", Buffer.from(input), { key: key.privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
    })(),
  ],
  ["9 kB", signed(header, { ...claims, filler: "x".repeat(9_000) })],
];

describe("verifyJws", () => {
  it.each(refused)("refuses %s", (_what, token) => {
    expect(verifyJws(token, keys)).toBeNull();
  });

  it("accepts what the key signed", () => {
    expect(verifyJws(good, keys)?.claims).toEqual(claims);
    expect(verifyJws(signed({ alg: "ES256", typ: "at+jwt" }), keys)?.claims).toEqual(claims);
  });

  it("accepts other spellings of sound JSON", () => {
    const spaced = signed(
      header,
      ' {"s\\u0075b": "riley" , "2": {"sub": [{"sub":1},{"sub":2}]}, "1": "{\\"sub\\":" } ',
    );
    expect(verifyJws(spaced, keys)?.claims.sub).toBe("riley");
  });

  it("takes __proto__ for a name like any other", () => {
    const found = verifyJws(signed(header, '{"__proto__":{"sub":"olivia"}}'), keys);
    expect(found && Object.hasOwn(found.claims, "__proto__")).toBe(true);
    expect(found?.claims.sub).toBeUndefined();
  });

  it("accepts EdDSA from an Ed25519 key, and nothing else from it", () => {
    const ed = createKey("ed", "Ed25519");
    const edKeys = [imported(ed.jwk)];
    expect(verifyJws(signParts({ alg: "EdDSA", kid: "ed" }, claims, ed.privateKey), edKeys)?.claims).toEqual(
      claims,
    );
    expect(verifyJws(signParts({ alg: "ES256", kid: "ed" }, claims, ed.privateKey), edKeys)).toBeNull();
    expect(verifyJws(signed({ alg: "ES256", kid: "ed" }), [...edKeys, ...keys])).toBeNull();
  });

  it("does not guess between two keys", () => {
    expect(verifyJws(good, [...keys, imported(other.jwk)])).toBeNull();
    expect(verifyJws(signed({ alg: "ES256" }), [...keys, imported(createKey("k2").jwk)])).toBeNull();
  });

  it("signs what it accepts", () => {
    const signer = importSigningKey("k1", key.privateKey.export({ format: "jwk" }));
    const found = verifyJws(signJws("at+jwt", { ...claims, name: "Zoë" }, signer), keys);
    expect(found?.header).toEqual(header);
    expect(found?.claims.name).toBe("Zoë");
    const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey.export({ format: "jwk" });
    expect(() => importSigningKey("k1", p384)).toThrow(TypeError);
  });
});

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
const refusedKeys: [string, unknown][] = [
  ["nothing", null],
  ["a key for encryption", { ...key.jwk, use: "enc" }],
  ["a key that only signs", { ...key.jwk, key_ops: ["sign"] }],
  ["key_ops that is not a list", { ...key.jwk, key_ops: "verify" }],
  ["a key for another algorithm", { ...key.jwk, alg: "ES384" }],
  ["a key for no algorithm", { ...key.jwk, alg: "none" }],
  ["an HMAC secret", { kty: "oct", k: "AAAA" }],
  ["an RSA key", rsa],
  ["P-384", generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey.export({ format: "jwk" })],
  ["X25519", generateKeyPairSync("x25519").publicKey.export({ format: "jwk" })],
  ["a point that is not on the curve", { ...key.jwk, y: key.jwk.x }],
  ["a short coordinate", { ...key.jwk, x: "AAAA" }],
  ["a padded coordinate", { ...key.jwk, x: `${key.jwk.x}=` }],
  ["a kid that is not text", { ...key.jwk, kid: 7 }],
];

describe("importVerificationKey", () => {
  it.each(refusedKeys)("refuses %s", (_what, jwk) => {
    expect(importVerificationKey(jwk)).toBeNull();
  });

  it("never takes over the private part", () => {
    const found = imported({ ...key.privateKey.export({ format: "jwk" }), kid: "k1" });
    expect(found.key.type).toBe("public");
  });
});
