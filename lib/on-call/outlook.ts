import { type Queryable, statement } from "@/lib/db/pool";
import { isHolder } from "./held";

/** When somebody else than this person is on call next, for every schedule that is known. */
export async function listScheduleOutlooks(
  db: Queryable,
  exceptId: string,
): Promise<{ schedule: string; unreadableSince: string | null; nextFrom: string | null }[]> {
  const { rows } = await db.query<{ schedule: string; since: Date | null; next_from: Date | null }>(
    statement("on-call-outlooks", outlooksSql, [exceptId]),
  );
  return rows.map(({ schedule, since, next_from }) => ({
    schedule,
    unreadableSince: since?.toISOString() ?? null,
    nextFrom: next_from?.toISOString() ?? null,
  }));
}

// A schedule that is too old says nothing of tomorrow either.
const outlooksSql = `
select s.name as schedule,
  case when s.fresh_until is null or s.fresh_until <= statement_timestamp() then coalesce(s.unreadable_since, s.read_at, statement_timestamp()) end as since,
  case when s.fresh_until > statement_timestamp() then (
    select min(shift.starts_at) from on_call_shift shift join principal me on me.id = $1
    where shift.schedule = s.name and shift.ends_at > statement_timestamp() and not coalesce((${isHolder("shift", "me")}), false)) end as next_from
from on_call_schedule s`;
