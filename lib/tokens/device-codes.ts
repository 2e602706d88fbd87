import { createHash, createHmac, hkdfSync, randomBytes, randomInt } from "node:crypto";
import type { Runtime } from "@/lib/runtime/runtime";

/** Consonants, so that no code is a word, and none that is taken for another one (RFC 8628, section 6.1). */
const letters = "BCDFGHJKLMNPQRSTVWXZ";

export const newUserCode = (): string => {
  const code = Array.from({ length: 8 }, () => letters.charAt(randomInt(letters.length))).join("");
  return `${code.slice(0, 4)}-${code.slice(4)}`;
};

/** What somebody typed, as it was shown; null for what can be no code. Case, blanks and dashes are theirs to choose. */
export function readUserCode(typed: string): string | null {
  const code = typed.slice(0, 40).toUpperCase().replaceAll(/[\s-]/g, "");
  return /^[BCDFGHJKLMNPQRSTVWXZ]{8}$/.test(code) ? `${code.slice(0, 4)}-${code.slice(4)}` : null;
}

/** A code is short, so that its hash needs a key; the key is for this and nothing else. */
export function userCodeHash({ config }: Runtime, code: string): Buffer {
  const key = Buffer.from(hkdfSync("sha256", config.secret, "", "daypass device user codes", 32));
  return createHmac("sha256", key).update(code).digest();
}

export const newDeviceCode = (): string => `dvc_${randomBytes(32).toString("base64url")}`;

export const deviceCodeHash = (code: string): Buffer => createHash("sha256").update(code).digest();
