import { type Queryable, statement } from "@/lib/db/pool";
import { leaseSeconds, type OutboxMessage } from "./message";

/**
 * Takes messages that are due, each for one attempt, but none of the destinations in `busy`. The lease is a row update, so no
 * transaction is open while a receiver thinks, and what a process dies with is taken over when the lease has run out.
 */
export async function leaseDueMessages(
  db: Queryable,
  batch: number,
  busy: readonly string[],
): Promise<OutboxMessage[]> {
  const { rows } = await db.query<OutboxMessage>(
    statement("outbox-lease", leaseSql, [batch, leaseSeconds, busy]),
  );
  return rows;
}

/** Until the next message is due at a destination that is not busy; Infinity when none waits. */
export async function millisecondsToNextDelivery(db: Queryable, busy: readonly string[]): Promise<number> {
  const { rows } = await db.query<{ ms: number | null }>(statement("outbox-next", nextSql, [busy]));
  return rows[0]?.ms ?? Number.POSITIVE_INFINITY;
}

// Only the oldest waiting message of a subject is ever taken, so a later one cannot overtake it.
const isFirst = `m.position = (select earlier.position from outbox_message earlier where earlier.delivered_at is null and earlier.failed_at is null
  and earlier.destination = m.destination and earlier.subject = m.subject order by earlier.position limit 1)`;

// That attempts count from 0 is what only the index of what is due asks for: looking for earlier ones cannot use that one.
const waits = "m.delivered_at is null and m.failed_at is null and m.attempts >= 0";

const leaseSql = `
with due as (
  select m.position from outbox_message m
  where ${waits} and m.next_attempt_at <= statement_timestamp()
    and m.destination <> all($3::text[]) and ${isFirst}
  order by m.next_attempt_at, m.position limit $1 for update skip locked)
update outbox_message m set attempts = m.attempts + 1, tried_at = statement_timestamp(),
  next_attempt_at = statement_timestamp() + make_interval(secs => $2)
from due where m.position = due.position
returning m.position, m.id, m.destination, m.subject, m.type, m.payload, m.attempts, m.last_error is not null as "failedBefore"`;

const nextSql = `
select (extract(epoch from min(m.next_attempt_at) - clock_timestamp()) * 1000)::float8 as ms from outbox_message m
where ${waits} and m.destination <> all($1::text[]) and ${isFirst}`;
