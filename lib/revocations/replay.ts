import { type Queryable, statement } from "@/lib/db/pool";
import type { Revocation } from "./revocation";

/** Whoever has more than this to catch up with begins anew. */
const mostReplayed = 5_000;

/**
 * What a service has not heard of when `lastId` was the last that it heard: by position, some of it twice. Null when that
 * cannot be said: the id is none of this log, or it is too much.
 *
 * Positions are committed in another order than they count, so what comes after one of them is: a higher position, or a
 * transaction that was still running when that one was written; and a minute more, for a log that was moved to another server.
 */
export async function replayFor(
  db: Queryable,
  serviceId: string,
  lastId: string,
): Promise<Revocation[] | null> {
  if (!/^(0|[1-9]\d{0,17})$/.test(lastId)) return null;
  const { rows } = await db.query<{ known: boolean } & { [Key in keyof Revocation]: Revocation[Key] | null }>(
    statement("revocations-after", selectAfter, [serviceId, lastId, mostReplayed + 1]),
  );
  if (!rows[0]?.known || rows.length > mostReplayed) return null;
  return rows.flatMap(({ known: _known, position, at, serviceId: of, reason, ...rest }) =>
    position === null || at === null || of === null || reason === null
      ? []
      : [{ ...rest, position, at: Number(at), serviceId: of, reason }],
  );
}

/** The newest position of the log; "0" when it is empty. */
export async function newestPosition(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ position: string }>(
    statement("revocations-newest", "select coalesce(max(position), 0)::text as position from revocation"),
  );
  return rows[0]?.position ?? "0";
}

// One that is gone from the log is older than every token: all that is left comes after it.
const selectAfter = `
with named as (select position, at, oldest_xact from revocation where position = $2::bigint)
select $2::bigint <= (select case when is_called then last_value else 0 end from revocation_position_seq) as known,
  r.position::text, (extract(epoch from r.at) * 1000)::bigint::text as at, r.service_id as "serviceId",
  r.grant_id as "grantId", r.jti, r.reason
from (select 1) always left join lateral (
  select * from revocation
  where service_id = $1 and (position > $2::bigint or xact >= (select oldest_xact from named)
    or at > (select at - interval '1 minute' from named) or ($2::bigint > 0 and not exists (select from named)))
  order by position limit $3) r on true
order by r.position`;
