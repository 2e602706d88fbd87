import { startOf } from "@/lib/insight/period";
import { hrefOf } from "../../../_lib/query";

/** Parameters of the page's address. */
export const insightNames = ["period", "from", "to", "service", "role", "group"] as const;

export type InsightQuery = Partial<Record<(typeof insightNames)[number], string>>;

export const usualPeriod = "90d";

/** Those that can be chosen, which end now. */
export const periods = new Map([
  ["30d", { label: "30 days", days: 30 }],
  [usualPeriod, { label: "90 days", days: 90 }],
  ["12m", { label: "12 months", days: 365 }],
]);

export const insightHref = (query: InsightQuery, changes: InsightQuery | Record<string, null> = {}) =>
  hrefOf("/insight", { ...query, ...changes });

/** What the verb is asked: a chosen period becomes instants that end now. */
export function askedOf({ period, from, to, ...filter }: InsightQuery, now: Date): Record<string, string> {
  const named = from || to ? undefined : periods.get(period ?? usualPeriod)?.days;
  const given = named === undefined ? { from, to } : { from: daysBefore(now, named), to: now.toISOString() };
  return Object.fromEntries(
    Object.entries({ ...filter, ...given }).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

const daysBefore = (now: Date, count: number) =>
  new Date(startOf("day", now).getTime() - count * 86_400_000).toISOString();
