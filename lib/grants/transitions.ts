import type { GrantRow } from "./row";

/**
 * What a grant is at `now`, whatever the sweep has got round to: access is live only while startsAt <= now < endsAt and
 * nobody revoked it.
 */
export function statusAt(
  grant: Pick<GrantRow, "status" | "starts_at" | "ends_at">,
  now: Date,
): GrantRow["status"] {
  if (grant.status === "revoked" || grant.status === "expired") return grant.status;
  if (now >= grant.ends_at) return "expired";
  return now >= grant.starts_at ? "active" : "scheduled";
}
