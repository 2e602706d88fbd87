import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** The signing key and the cookie key of the demo issuer, kept in `file` so that a restart signs nobody out. */
export function demoKeys(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    const keys = makeKeys();
    writeFileSync(`${file}.new`, JSON.stringify(keys), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return keys;
  }
}

function makeKeys() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = randomBytes(6).toString("hex");
  return {
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" }] },
    cookieKey: randomBytes(32).toString("base64url"),
  };
}
