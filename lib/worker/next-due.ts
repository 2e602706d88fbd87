import { type Queryable, statement } from "@/lib/db/pool";

/** Milliseconds until the next thing is due, by the database's clock; never less than 0, Infinity when nothing is. */
export async function millisecondsToNextDue(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ ms: number | null }>(statement("next-due", nextDue));
  const ms = rows[0]?.ms ?? null;
  return ms === null ? Number.POSITIVE_INFINITY : Math.max(0, Math.ceil(ms));
}

// Each part reads the first entry of its partial index.
const nextDue = `
select (extract(epoch from least(
  (select min(ends_at) from access_grant where status in ('scheduled', 'active')),
  (select min(starts_at) from access_grant where status = 'scheduled'),
  (select min(warn_at) from access_grant where status = 'active' and warn_at is not null),
  (select min(pending_until) from access_request where status = 'pending'),
  (select min(escalates_at) from access_request where status = 'pending' and escalates_at is not null),
  (select min(remind_at) from access_review where status = 'open'),
  (select min(minute) + interval '65 seconds' from refusal where told < calls),
  (select min(pending_until) from declaration_proposal where status = 'pending')) - clock_timestamp()) * 1000)::float8 as ms`;
