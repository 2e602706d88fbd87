import { extendedEnd, gainedSeconds } from "@/lib/grants/extension";
import type { ExtensionView } from "./extension";
import type { RequestFacts } from "./facts";
import { extendedGrantOf } from "./row";

/** What a request does, would do now or did to the end of the grant that it names, and whose limit cuts that, if one does. */
export function extensionOf({
  row,
  currentRules,
}: RequestFacts): { view: ExtensionView; cappedBy: string | null } | null {
  const grant = extendedGrantOf(row);
  if (!grant || !row.extends) return null;
  const { from, to } = row.extends;
  const instant = (at: string | Date) => new Date(at).toISOString();
  if (from && to)
    return {
      view: { grantId: grant.id, endsAt: instant(from), until: instant(to) },
      cappedBy: row.capped_by,
    };
  const asItIs = { grantId: grant.id, endsAt: instant(grant.ends_at) };
  if (row.status !== "pending" || !currentRules) return { view: { ...asItIs, until: null }, cappedBy: null };
  const { maxDurationSeconds, cappedBy } = currentRules;
  const until = extendedEnd(grant, row.effective_duration_seconds, maxDurationSeconds, row.now);
  const isCut = gainedSeconds(grant, until) < row.effective_duration_seconds;
  return { view: { ...asItIs, until: instant(until) }, cappedBy: isCut ? cappedBy : null };
}
