import { hkdfSync } from "node:crypto";
import type { Config } from "@/lib/config/config";

/** Name of the browser's session cookie. The `__Secure-` prefix makes browsers refuse it over plain http. */
export function sessionCookieName(config: Pick<Config, "baseUrl">): string {
  return config.baseUrl.startsWith("https:") ? "__Secure-daypass.session" : "daypass.session";
}

/** The key that seals session cookies, which hold a `principalId` and how the person signed in, and nothing else of them: derived from DAYPASS_SECRET, for this purpose only (RFC 5869). */
export function sessionSecret(config: Pick<Config, "secret">): string {
  return Buffer.from(hkdfSync("sha256", config.secret, "", "daypass session cookie", 32)).toString(
    "base64url",
  );
}
