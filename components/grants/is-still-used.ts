import type { GrantView } from "@/lib/grants/view";

const lateMs = 10 * 60_000;
/** Services report every half minute, so that two silent minutes mean that nobody calls. */
const recentMs = 2 * 60_000;

/** Whether access is about to end under somebody who used it a moment ago. */
export function isStillUsed({ use, endsAt }: Pick<GrantView, "use" | "endsAt">, now: number): boolean {
  const left = Date.parse(endsAt) - now;
  return use !== null && left > 0 && left <= lateMs && now - Date.parse(use.lastAt) <= recentMs;
}
