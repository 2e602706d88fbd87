import { startOf } from "@/lib/insight/period";
import { hrefOf } from "../../../_lib/query";

/** Parameters of the page's address. */
export const insightNames = ["period", "from", "to", "service", "role", "group"] as const;

export type InsightQuery = Partial<Record<(typeof insightNames)[number], string>>;

export const periods = { "30d": "30 days", "90d": "90 days", "12m": "12 months" } as const;

export const insightHref = (query: InsightQuery, changes: InsightQuery | Record<string, null> = {}) =>
  hrefOf("/insight", { ...query, ...changes });

const days: Record<string, number> = { "30d": 30, "90d": 90, "12m": 365 };

/** What the verb is asked: a chosen period becomes instants that end now. */
export function askedOf({ period, from, to, ...filter }: InsightQuery, now: Date): Record<string, string> {
  const named = from || to ? undefined : days[period ?? "90d"];
  const given = named === undefined ? { from, to } : { from: daysBefore(now, named), to: now.toISOString() };
  return Object.fromEntries(
    Object.entries({ ...filter, ...given }).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

const daysBefore = (now: Date, count: number) =>
  new Date(startOf("day", now).getTime() - count * 86_400_000).toISOString();
