import { randomBytes } from "node:crypto";
import path from "node:path";
import { readJson, writePrivateJson } from "./project.mjs";

/** The secrets of an embedded Daypass: made once, kept in its data folder. DAYPASS_SECRET, when set, is used instead. */
export function embeddedSecrets(folder) {
  const file = path.join(folder, "secrets.json");
  const kept = readJson(file) ?? {};
  const fresh = () => randomBytes(48).toString("base64url");
  const secrets = { daypass: kept.daypass ?? fresh(), demoClient: kept.demoClient ?? fresh() };
  if (!kept.daypass || !kept.demoClient) writePrivateJson(file, secrets);
  return secrets;
}
