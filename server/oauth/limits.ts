import type { Runtime } from "@/lib/runtime/runtime";
import { OAuthError } from "@/lib/tokens/oauth-error";
import { RateLimit } from "@/lib/tokens/rate-limit";

interface Limits {
  /** Of whoever has an API token, by principal. */
  principals: RateLimit;
  /** Of services, by credential and secret: nobody uses up another's by naming their id. */
  credentials: RateLimit;
  /** Of everybody together who has proven nothing to us yet. */
  strangers: RateLimit;
}

const limits = new WeakMap<Runtime, Limits>();

/** What this process takes at the OAuth endpoints (ADR 26). */
export function limitsOf(runtime: Runtime): Limits {
  const known = limits.get(runtime);
  if (known) return known;
  const { tokenCallsPerSecond = 50, serviceCallsPerSecond = 2_000 } = runtime.config.limits;
  const made = {
    principals: new RateLimit({ perSecond: tokenCallsPerSecond, burst: tokenCallsPerSecond * 10 }),
    credentials: new RateLimit({ perSecond: serviceCallsPerSecond, burst: serviceCallsPerSecond * 2 }),
    strangers: new RateLimit({ perSecond: tokenCallsPerSecond, burst: tokenCallsPerSecond * 10 }),
  };
  limits.set(runtime, made);
  return made;
}

/** Takes one call of `key`. Throws OAuthError with 429 and the seconds to wait (RFC 6585, section 4). */
export function takeCall(limit: RateLimit, key: string): void {
  const seconds = limit.take(key);
  if (seconds === 0) return;
  const words = `Too many calls. Try again in ${seconds} s.`;
  const headers = { "retry-after": String(seconds) };
  throw new OAuthError("temporarily_unavailable", words, {}, { status: 429, headers });
}
