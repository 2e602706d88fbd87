import type { GrantRow } from "./row";

type Period = Pick<GrantRow, "starts_at" | "ends_at">;

/**
 * Where a grant ends once it was extended by `seconds`: what is asked for counts from its end, and its role's limit from the
 * yes, or from a start that lies ahead. Never earlier than it ends already: extending never cuts (rule 12).
 */
export function extendedEnd(grant: Period, seconds: number, limitSeconds: number, now: Date): Date {
  const end = grant.ends_at.getTime();
  const latest = Math.max(now.getTime(), grant.starts_at.getTime()) + limitSeconds * 1000;
  const gained = Math.min(seconds, Math.floor((latest - end) / 1000));
  return new Date(end + Math.max(0, gained) * 1000);
}

/** How much longer a grant lasts that ends at `until`. */
export const gainedSeconds = (grant: Period, until: Date) =>
  (until.getTime() - grant.ends_at.getTime()) / 1000;
