import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The folder of this clone. */
export const root = path.resolve(import.meta.dirname, "..");

/** The folder that holds what one Daypass keeps; `fallback` is relative to the clone. */
export function dataFolder(fallback = ".data") {
  return path.resolve(root, process.env.DAYPASS_DATA || fallback);
}

/** Makes a data folder that others cannot look into; PostgreSQL, which is another account when we are root, passes through. */
export function makeDataFolder(folder) {
  mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
}

export const shortHash = (text) => createHash("sha256").update(text).digest("hex").slice(0, 12);

/** The JSON in `file`, or null when it is missing or was cut off. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Replaces `file` as a whole or not at all; only its owner may read it. */
export function writePrivateJson(file, value) {
  const next = `${file}.${process.pid}.new`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(next, file);
}
