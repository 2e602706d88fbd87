import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { platformRolesOf } from "@/lib/principals/platform-role";

/** How an outside peer is doing. */
export interface DestinationView {
  name: string;
  /** Null when daypass.yaml no longer names it, and what waits for it waits in vain. */
  url: string | null;
  waiting: number;
  /** Since when the oldest message waits: how far behind the peer is. */
  waitingSince: string | null;
  /** Of the message that was tried most often. */
  attempts: number;
  lastError: string | null;
}

interface Row {
  destination: string;
  waiting: number;
  waiting_since: Date;
  attempts: number;
  last_error: string | null;
}

/** All webhooks, for those who run the platform or audit it; others get `forbidden`. */
export async function listDestinations(ctx: Context): Promise<DestinationView[]> {
  const { pool, config } = ctx.runtime;
  if (ctx.actor.kind !== "system" && platformRolesOf(ctx.actor.principal, config).length === 0)
    throw new AppError("forbidden", "Deliveries are shown to platform administrators and auditors.");
  const { rows } = await pool.query<Row>(statement("destinations-list", listSql));
  const waiting = new Map(rows.map((row) => [row.destination, row]));
  const names = new Set([...config.webhooks.map((webhook) => webhook.name), ...waiting.keys()]);
  return [...names].sort().map((name) => {
    const row = waiting.get(name);
    return {
      name,
      url: config.webhooks.find((webhook) => webhook.name === name)?.url ?? null,
      waiting: row?.waiting ?? 0,
      waitingSince: row?.waiting_since.toISOString() ?? null,
      attempts: row?.attempts ?? 0,
      lastError: row?.last_error ?? null,
    };
  });
}

const listSql = `
select destination, count(*)::int as waiting, min(created_at) as waiting_since, max(attempts)::int as attempts,
  (array_agg(last_error order by attempts desc) filter (where last_error is not null))[1] as last_error
from outbox_message where delivered_at is null group by destination`;
