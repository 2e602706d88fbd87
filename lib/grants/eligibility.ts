import type { Config } from "@/lib/config/config";
import { rulesFor } from "@/lib/declarations/rules";
import type { AccessTrait } from "@/lib/declarations/trait";
import { standingOf } from "@/lib/principals/standing";
import { offers } from "@/lib/requests/facts";
import type { HeldGrant } from "./row";

type Rules = Pick<Config, "issuers" | "limits">;

/** Why the holder may no longer hold this role under the current declaration, or null while they may (rule 5). */
export function lostEligibility(
  { row, current }: { row: HeldGrant; current: AccessTrait },
  config: Rules,
): string | null {
  if (row.principal.deactivatedAt) return `${row.principal.name} was deactivated`;
  if (row.service.status === "withdrawn" && !row.service.keepsGrants)
    return `${row.service.title} is no longer declared`;
  const lost = lostUnder(row, current, config);
  if (lost === "not-offered") return `the declaration no longer offers ${row.role} here`;
  return lost && `${row.principal.name} is no longer eligible for ${row.role}`;
}

/** What one version of the declaration says of this holder and role. */
export function lostUnder(
  row: Pick<HeldGrant, "role" | "environment" | "principal">,
  trait: AccessTrait,
  config: Rules,
): "not-offered" | "not-eligible" | null {
  if (!offers(trait, row)) return "not-offered";
  const { eligible } = rulesFor(trait, row.role, row.environment, config.limits);
  return standingOf(row.principal, trait, config).mayAskFor(row.role, eligible) ? null : "not-eligible";
}
