import { type CheckedToken, checkClaims, type Objection, objectionAt } from "./claims.js";
import { Freshness } from "./freshness.js";
import { Issuer, type Published } from "./issuer.js";
import { isSignedBy, parseJws, selectKey } from "./jws.js";
import { isOpaque, OpaqueTokens } from "./opaque.js";
import type { Settings } from "./options.js";
import { TokenCache, type Verified } from "./token-cache.js";

/** Whether a token is good for this service at all: whose, for whom, when, and whether it still stands. */
export interface Examination {
  /** What can be said without waiting. */
  known(token: string): CheckedToken | Objection | undefined;
  /** Throws when there is no telling. */
  examine(token: string): Promise<CheckedToken | Objection>;
  close(): void;
}

const malformed: Objection = {
  reason: "malformed-token",
  detail: "This is not a token that Daypass issued.",
};
const unknownKey: Objection = {
  reason: "unknown-key",
  detail: "The token is signed with a key that Daypass does not have.",
};
const badSignature: Objection = { reason: "bad-signature", detail: "The signature of the token is wrong." };
const ended: Objection = {
  reason: "revoked",
  detail: "This access has ended. Ask for it again if it is still needed.",
};

export function createExamination(settings: Settings): Examination {
  const issuer = new Issuer(settings.issuer, settings.fetch, settings.clock);
  // By text, because that is what arrives. Every spelling of a token leads to its one jti, and freshness goes by that.
  const cache = new TokenCache(settings.limit);
  const freshness = new Freshness(settings, issuer, cache);
  const opaque = new OpaqueTokens(settings);

  function known(token: string): CheckedToken | Objection | undefined {
    if (isOpaque(token)) return timely(opaque.known(token));
    const published = issuer.current();
    if (!published) return undefined;
    const found = recall(token, published) ?? read(token, published);
    if ("reason" in found) return found === unknownKey ? undefined : found;
    const untimely = objectionAt(settings.clock(), found);
    if (untimely) return about(found, untimely);
    const live = freshness.known(found, token, published.introspectionEndpoint);
    return live === undefined ? undefined : live ? found : about(found, ended);
  }

  async function examine(token: string): Promise<CheckedToken | Objection> {
    const published = issuer.current() ?? (await issuer.latest());
    const endpoint = published.introspectionEndpoint;
    if (isOpaque(token)) return timely(opaque.known(token) ?? (await opaque.ask(token, endpoint)));
    let found = recall(token, published) ?? read(token, published);
    if (found === unknownKey) found = read(token, await issuer.latest());
    if ("reason" in found) return found;
    const untimely = objectionAt(settings.clock(), found);
    if (untimely) return about(found, untimely);
    const live = freshness.known(found, token, endpoint) ?? (await freshness.ask(found, token, endpoint));
    // The answer may have taken a while: exp is exact.
    return timely(live ? found : about(found, ended));
  }

  function timely<Found extends CheckedToken | Objection | undefined>(found: Found): Found | Objection {
    if (!found || "reason" in found) return found;
    const untimely = objectionAt(settings.clock(), found);
    return untimely ? about(found, untimely) : found;
  }

  function recall(token: string, { keys }: Published): Verified | undefined {
    const verified = cache.get(token);
    return verified && keys.has(verified.key) ? verified : undefined;
  }

  function read(token: string, { keys }: Published): Verified | Objection {
    const jws = parseJws(token);
    if (!jws) return malformed;
    const key = selectKey(jws.header, keys);
    if (!key) return unknownKey;
    if (!isSignedBy(jws, key)) return badSignature;
    const checked = checkClaims(jws, settings);
    if (!("reason" in checked)) return cache.add(token, checked, key);
    const { jti, sub } = jws.claims;
    return {
      ...checked,
      token: {
        jti: typeof jti === "string" ? jti : undefined,
        subject: typeof sub === "string" ? sub : undefined,
      },
    };
  }

  return { known, examine, close: () => freshness.close() };
}

const about = ({ access }: CheckedToken, objection: Objection): Objection => ({
  ...objection,
  token: { jti: access.id, subject: access.subject },
});
