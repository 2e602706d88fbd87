import { type Queryable, statement } from "@/lib/db/pool";
import type { StreamRow } from "./row";
import type { SignalEvent } from "./set";

const columns = `t.id, s.ref, t.method, t.endpoint_url, t.sealed_authorization, t.events_requested, t.events_delivered,
  t.description, t.status, t.status_reason`;
const from = "from signal_stream t join service s on s.id = t.service_id";

export async function findStream(db: Queryable, id: string): Promise<StreamRow | null> {
  const { rows } = await db.query<StreamRow>(
    statement("signal-stream", `select ${columns} ${from} where t.id = $1`, [id]),
  );
  return rows[0] ?? null;
}

/** The streams of a service, or the one with this id. */
export async function findStreams(db: Queryable, serviceId: string, id: string | null): Promise<StreamRow[]> {
  const text = `select ${columns} ${from} where t.service_id = $1 and ($2::text is null or t.id = $2) order by t.id`;
  return (await db.query<StreamRow>(statement("signal-streams", text, [serviceId, id]))).rows;
}

/** Keeps an event that was on its way where it waits. */
export async function hold(
  db: Queryable,
  streamId: string,
  subject: string,
  { id, type, facts }: SignalEvent,
): Promise<void> {
  const text =
    "insert into signal_event (id, stream_id, subject, type, facts) values ($1, $2, $3, $4, $5) on conflict do nothing";
  await db.query(statement("signal-hold", text, [id, streamId, subject, type, JSON.stringify(facts)]));
}

/** Sends what waits on its way, in order, when its stream is pushed and enabled. */
export async function release(db: Queryable, streamId: string): Promise<void> {
  await db.query(statement("signal-release", releaseSql, [streamId]));
}

const releaseSql = `
with held as (
  delete from signal_event e using signal_stream t
  where t.id = $1 and e.stream_id = t.id and t.method = 'push' and t.status = 'enabled' returning e.*)
insert into outbox_message (id, destination, subject, type, payload)
select 'msg_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 26), 'signals:' || stream_id, subject, type,
  jsonb_build_object('id', id, 'subject', subject, 'type', type, 'facts', facts)
from held order by position`;
