import { randomBytes } from "node:crypto";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

export type IdPrefix =
  | "prn"
  | "svc"
  | "dcl"
  | "req"
  | "bnd"
  | "dec"
  | "cmt"
  | "grt"
  | "evt"
  | "msg"
  | "crd"
  | "tok"
  | "key"
  | "prp"
  | "rvw"
  | "ntf"
  | "sti"
  | "stm"
  | "dvc"
  | "rfs"
  | "dlg";

/** A new opaque id. Ids of one prefix sort by the time they were made, so lists page by id. */
export const newId = (prefix: IdPrefix): string => idAt(prefix, Date.now(), randomBytes(10));

/** Prefix, then 48 bits of milliseconds and 80 random bits in Crockford base32. */
export function idAt(prefix: IdPrefix, milliseconds: number, random: Buffer): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  random.copy(bytes, 6, 0, 10);
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = "";
  for (let digit = 0; digit < 26; digit++) {
    text = alphabet.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return `${prefix}_${text}`;
}
