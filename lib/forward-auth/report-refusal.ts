import { reportAssertions } from "@/lib/assertions/report-assertions";
import { systemContext } from "@/lib/context/context";
import type { Runtime } from "@/lib/runtime/runtime";
import { RateLimit } from "@/lib/tokens/rate-limit";
import type { CallAnswer, CallRequirement } from "./check-call";

type Refused = Extract<CallAnswer, { denied: unknown }>;

/** Of one service, sixty in a minute: whoever knocks must not be able to fill the log. */
const perService = { perSecond: 1, burst: 60 };
const limits = new WeakMap<Runtime, RateLimit>();

/**
 * Puts a refused call on record, after it was answered and at no cost to it. Only refusals of tokens that we issued: what
 * strangers send says nothing about anybody, and without a token nothing was tried.
 */
export function reportRefusal(
  runtime: Runtime,
  { service, denied, jti }: Refused,
  { scopes, environment }: CallRequirement,
  call: { method: string | null; path: string | null },
): void {
  if (jti === null || !isWithinBounds(runtime, service)) return;
  const item = {
    at: new Date().toISOString(),
    service,
    environment,
    reason: denied.reason,
    jti,
    scopeRequired: scopes,
    method: plain(call.method, 16),
    path: plain(call.path, 1_000),
  };
  reportAssertions(systemContext(runtime, "forward-auth"), service, { items: [item] }).catch(
    (error: unknown) => runtime.log.warn({ err: error, service }, "a refused call was not put on record"),
  );
}

function isWithinBounds(runtime: Runtime, service: string): boolean {
  const limit = limits.get(runtime) ?? new RateLimit(perService);
  limits.set(runtime, limit);
  return limit.take(service) === 0;
}

/** As the log takes it, whatever the caller put into its address. */
const plain = (text: string | null, most: number) =>
  text === null ? null : text.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, most);
