import type { Context } from "@/lib/context/context";
import { rulesFor } from "@/lib/declarations/rules";
import { standingOf } from "@/lib/principals/standing";
import { offers } from "@/lib/requests/facts";
import type { GrantFacts } from "./policy";

/** Why the holder may no longer hold this role under the current declaration, or null while they may (rule 5). */
export function lostEligibility({ row, current }: GrantFacts, ctx: Context): string | null {
  if (row.principal.deactivatedAt) return `${row.principal.name} was deactivated`;
  if (row.service.status === "withdrawn") return `${row.service.title} is no longer declared`;
  if (!offers(current, row)) return `the declaration no longer offers ${row.role} here`;
  const { eligible } = rulesFor(current, row.role, row.environment, ctx.runtime.config.limits);
  const may = standingOf(row.principal, current, ctx.runtime.config).mayAskFor(row.role, eligible);
  return may ? null : `${row.principal.name} is no longer eligible for ${row.role}`;
}
