import { newId } from "@/lib/db/ids";
import { type Queryable, statement } from "@/lib/db/pool";

export interface NewMessage {
  destination: string;
  /** Messages of one subject are delivered in order. */
  subject: string;
  type: string;
  payload: unknown;
  /** Not before this instant; at once unless given. */
  dueAt?: Date;
}

/** Puts messages into the outbox, in the order given and in the caller's transaction. */
export async function insertMessages(db: Queryable, messages: readonly NewMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map(({ dueAt, ...message }) => ({
    id: newId("msg"),
    ...message,
    due_at: dueAt?.toISOString() ?? null,
  }));
  await db.query(statement("outbox-insert", insertSql, [JSON.stringify(rows)]));
}

const insertSql = `
insert into outbox_message (id, destination, subject, type, payload, next_attempt_at)
select id, destination, subject, type, payload, coalesce(due_at, statement_timestamp())
from jsonb_to_recordset($1::jsonb)
  as message(id text, destination text, subject text, type text, payload jsonb, due_at timestamptz)`;
