import type { RoleRules } from "@/lib/declarations/rules";
import type { Ask } from "./ask";

/** There is nothing to extend once the access is over. */
const secondsLeft = (until: Date, now: Date) =>
  Math.max(0, Math.floor((until.getTime() - now.getTime()) / 1000));

/** How long a request may wait, and how long until others are asked too. */
export function firstClock(
  { stages: [first], expiresAfterSeconds }: RoleRules["approval"],
  isDecided: boolean,
  { extends: grant, now }: Ask,
): { pendingForSeconds: number; escalatesAfterSeconds: number | null } {
  const timeout = first?.timeoutSeconds ?? Number.POSITIVE_INFINITY;
  const escalates = !isDecided && (first?.escalatesTo.length ?? 0) > 0 && timeout < expiresAfterSeconds;
  const lapses = first?.escalatesTo.length === 0;
  const pendingForSeconds = Math.min(
    expiresAfterSeconds,
    lapses ? timeout : Number.POSITIVE_INFINITY,
    grant ? secondsLeft(grant.ends_at, now) : Number.POSITIVE_INFINITY,
  );
  return {
    pendingForSeconds,
    escalatesAfterSeconds: escalates && timeout < pendingForSeconds ? timeout : null,
  };
}
