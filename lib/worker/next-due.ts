import { type Queryable, statement } from "@/lib/db/pool";

// When the next of each is due. Each reads the first entry of its partial index.
const deadlines = {
  grantsEnd: "select min(ends_at) from access_grant where status in ('scheduled', 'active')",
  grantsStart: "select min(starts_at) from access_grant where status = 'scheduled'",
  requestsLapse: "select min(pending_until) from access_request where status = 'pending'",
  proposalsLapse: "select min(pending_until) from declaration_proposal where status = 'pending'",
  requestsEscalate:
    "select min(escalates_at) from access_request where status = 'pending' and escalates_at is not null",
  // What ended, or is of a schedule that cannot be read, is never due.
  approversJoin: `select min(starts_at) from (
    select starts_at from stand_in where told_at is null and ended_at is null and ends_at > statement_timestamp()
    union all
    select shift.starts_at from on_call_shift shift join on_call_schedule schedule on schedule.name = shift.schedule
    where shift.told_at is null and shift.ends_at > statement_timestamp() and schedule.fresh_until > statement_timestamp()) joining`,
  grantsWarn: "select min(warn_at) from access_grant where status = 'active' and warn_at is not null",
  reviewsRemind: "select min(remind_at) from access_review where status = 'open'",
  refusalsTell: "select min(minute) + interval '65 seconds' from refusal where told < calls",
};

export type Deadline = keyof typeof deadlines;

/** Of what something is due by now, most of the time of one or of none; and how long until anything is. */
export interface Outlook {
  due: Record<Deadline, boolean>;
  /** Milliseconds by the database's clock; never less than 0, Infinity when nothing is to come. */
  untilNext: number;
}

export async function lookAhead(db: Queryable): Promise<Outlook> {
  const { rows } = await db.query<{ due: Record<Deadline, boolean>; ms: number | null }>(
    statement("look-ahead", lookAheadSql),
  );
  const [row] = rows;
  if (!row) throw new Error("a select without a table returns its row");
  return {
    due: row.due,
    untilNext: row.ms === null ? Number.POSITIVE_INFINITY : Math.max(0, Math.ceil(row.ms)),
  };
}

const names = Object.keys(deadlines);

const lookAheadSql = `
with next as materialized (select clock_timestamp() as now, ${Object.entries(deadlines)
  .map(([name, select]) => `(${select}) as "${name}"`)
  .join(", ")})
select json_build_object(${names.map((name) => `'${name}', coalesce("${name}" <= now, false)`).join(", ")}) as due,
  (extract(epoch from least(${names.map((name) => `"${name}"`).join(", ")}) - now) * 1000)::float8 as ms from next`;
