import { createRemoteJWKSet } from "jose";
import { webUrl } from "@/lib/config/web-url";

type KeySet = ReturnType<typeof createRemoteJWKSet>;

const answerWithinMs = 5_000;
/** An issuer may move its keys: where they are is looked up again after this. */
const discoverAgainMs = 3_600_000;

const known = new Map<string, { at: number; keys: Promise<KeySet> }>();

/**
 * The published keys of a registered issuer, found through its discovery document (OpenID Connect Discovery, section 4).
 * Rejects when it cannot be reached. Nobody but a registered issuer is ever asked.
 */
export function issuerKeys(issuer: string): Promise<KeySet> {
  const found = known.get(issuer);
  if (found && Date.now() - found.at < discoverAgainMs) return found.keys;
  const keys = discover(issuer).catch((error: unknown) => {
    // Keys that were good an hour ago are better than none; asked for the next token, it is looked up again.
    known.delete(issuer);
    if (found) return found.keys;
    throw error;
  });
  known.set(issuer, { at: Date.now(), keys });
  return keys;
}

async function discover(issuer: string): Promise<KeySet> {
  const response = await fetch(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`, {
    redirect: "error",
    signal: AbortSignal.timeout(answerWithinMs),
  });
  if (!response.ok) throw new Error(`discovery answered ${response.status}`);
  const document: { issuer?: unknown; jwks_uri?: unknown } = await response.json();
  if (document.issuer !== issuer) throw new Error("the discovery document is of another issuer");
  const address = typeof document.jwks_uri === "string" ? webUrl(document.jwks_uri) : null;
  if (!address) throw new Error("the discovery document names no keys that come by https");
  return createRemoteJWKSet(address, {
    timeoutDuration: answerWithinMs,
    cooldownDuration: 2_000,
    cacheMaxAge: 300_000,
  });
}
