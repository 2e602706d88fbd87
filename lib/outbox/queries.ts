import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { isAdmin } from "@/lib/principals/admin";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { destinationsOf } from "./destinations";
import type { DestinationView, StuckMessageView } from "./schema";

interface DestinationRow {
  destination: string;
  waiting: number;
  waiting_since: Date | null;
  attempts: number;
  given_up: number;
  last_error: string | null;
  last_tried_at: Date | null;
}

/** All destinations, for those who run the platform or audit it; others get `forbidden`. */
export async function listDestinations(ctx: Context): Promise<DestinationView[]> {
  requirePlatformRole(ctx);
  const { pool, config } = ctx.runtime;
  const { rows } = await pool.query<DestinationRow>(statement("destinations-list", listSql));
  const known = destinationsOf(config);
  const abilities: DestinationView["abilities"] = isAdmin(ctx) ? ["replay"] : [];
  const gone = rows
    .filter((row) => !known.some(({ name }) => name === row.destination))
    .map((row) => ({
      name: row.destination,
      kind: row.destination.startsWith("signals:") ? ("signals" as const) : ("gone" as const),
      address: null,
    }));
  return [...known, ...gone].map((destination) => {
    const row = rows.find((each) => each.destination === destination.name);
    return {
      ...destination,
      waiting: row?.waiting ?? 0,
      waitingSince: row?.waiting_since?.toISOString() ?? null,
      attempts: row?.attempts ?? 0,
      givenUp: row?.given_up ?? 0,
      lastError: row?.last_error ?? null,
      lastTriedAt: row?.last_tried_at?.toISOString() ?? null,
      abilities,
    };
  });
}

interface StuckRow {
  id: string;
  type: string;
  subject: string;
  attempts: number;
  created_at: Date;
  tried_at: Date | null;
  next_attempt_at: Date;
  failed_at: Date | null;
  last_error: string | null;
}

/** What failed at one destination, oldest first, at most `limit`; for those who run the platform or audit it. */
export async function listStuckMessages(
  ctx: Context,
  destination: string,
  limit = 50,
): Promise<StuckMessageView[]> {
  requirePlatformRole(ctx);
  const stuck = statement("outbox-stuck", stuckSql, [destination, limit]);
  const { rows } = await ctx.runtime.pool.query<StuckRow>(stuck);
  return rows.map((row) => ({
    id: row.id,
    type: row.type,
    about: row.subject,
    state: row.failed_at ? "given-up" : "waiting",
    attempts: row.attempts,
    createdAt: row.created_at.toISOString(),
    triedAt: row.tried_at?.toISOString() ?? null,
    nextAttemptAt: row.failed_at ? null : row.next_attempt_at.toISOString(),
    lastError: row.last_error,
  }));
}

function requirePlatformRole({ actor, runtime }: Context): void {
  if (actor.kind === "system" || platformRolesOf(actor.principal, runtime.config).length > 0) return;
  throw new AppError("forbidden", "Deliveries are shown to platform administrators and auditors.");
}

const isWaiting = "delivered_at is null and failed_at is null";

// Two halves, each over a partial index that holds only what is open.
const listSql = `
select destination, count(*) filter (where ${isWaiting})::int as waiting, min(created_at) filter (where ${isWaiting}) as waiting_since,
  coalesce(max(attempts) filter (where ${isWaiting}), 0)::int as attempts, count(*) filter (where failed_at is not null)::int as given_up,
  (array_agg(last_error order by tried_at desc) filter (where last_error is not null))[1] as last_error,
  max(tried_at) filter (where last_error is not null) as last_tried_at
from (select * from outbox_message where ${isWaiting} union all select * from outbox_message where failed_at is not null) open
group by destination order by destination`;

const stuckSql = `
select id, type, subject, attempts, created_at, tried_at, next_attempt_at, failed_at, last_error from (
  (select * from outbox_message where failed_at is not null and destination = $1 order by position limit $2)
  union all
  (select * from outbox_message where ${isWaiting} and destination = $1 and last_error is not null order by position limit $2)) open
order by position limit $2`;
