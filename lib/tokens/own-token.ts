import { isSignedBy, type JsonObject, parseJws, selectKey } from "@daypass/node/jws";
import type { Runtime } from "@/lib/runtime/runtime";
import { verificationKeys } from "./keys";

/** An access token that we signed. Whether it is live is for the database to say. */
export interface OwnToken {
  jti: string;
  audience: string;
  claims: JsonObject;
}

// The same token is asked about again and again. Only what was verified gets in, for as long as its key counts.
const caches = new WeakMap<Runtime, Map<string, OwnToken & { kid: string }>>();
const cacheLimit = 5_000;

/** The access token (RFC 9068) that this text is, or null unless we signed it. */
export async function readOwnToken(runtime: Runtime, token: string): Promise<OwnToken | null> {
  const keys = await verificationKeys(runtime);
  const cache = caches.get(runtime) ?? new Map<string, OwnToken & { kid: string }>();
  caches.set(runtime, cache);
  const known = cache.get(token);
  if (known && keys.some(({ kid }) => kid === known.kid)) return known;
  const found = await readSigned(runtime, token, "at+jwt");
  if (!found) return null;
  if (cache.size >= cacheLimit) cache.clear();
  cache.set(token, found);
  return found;
}

/** What we signed as a JWT of this type, and of no other (RFC 8725, section 3.11). */
export async function readSigned(
  runtime: Runtime,
  token: string,
  typ: string,
): Promise<(OwnToken & { kid: string }) | null> {
  const jws = parseJws(token);
  const key = jws && selectKey(jws.header, await verificationKeys(runtime));
  if (!jws || !key?.kid || !isSignedBy(jws, key) || jws.header.typ !== typ) return null;
  const { claims } = jws;
  const { iss, jti, aud: audience } = claims;
  if (iss !== runtime.config.baseUrl || typeof jti !== "string" || typeof audience !== "string") return null;
  return { jti, audience, claims, kid: key.kid };
}
