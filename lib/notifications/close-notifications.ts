import { announce } from "@/lib/db/announce";
import { type Queryable, statement } from "@/lib/db/pool";
import { insertMessages } from "@/lib/outbox/insert";
import type { Channel } from "./channel";
import type { Plan } from "./plan";

interface ClosedRow {
  id: string;
  recipient: string;
  principal_id: string | null;
  channels: string[];
}

/**
 * Settles notifications: they leave the lists of what waits, what was not sent is not sent any more, and what was sent is
 * changed where its channel can. That goes through the outbox as well, behind the message that it is about.
 */
export async function closeNotifications(
  db: Queryable,
  channels: readonly Channel[],
  thread: string,
  close: Plan["close"],
): Promise<void> {
  if (close.length === 0) return;
  const closing = statement("notifications-close", closeSql, [JSON.stringify(close)]);
  const { rows } = await db.query<ClosedRow>(closing);
  const changeable = new Set<string>(channels.filter(({ close: can }) => can).map(({ name }) => name));
  await insertMessages(
    db,
    rows.flatMap(({ id, recipient, channels: through }) =>
      through
        .filter((channel) => changeable.has(channel))
        .map((channel) => ({
          destination: channel,
          subject: `${recipient} ${thread}`,
          type: "close",
          payload: { close: id },
        })),
    ),
  );
  const audience = rows.flatMap(({ principal_id: id }) => id ?? []);
  if (audience.length > 0) await announce(db, { noun: "notification", id: thread, audience });
}

const closeSql = `
with closed as (
  update notification n set closed_at = statement_timestamp(), outcome = c.outcome
  from jsonb_to_recordset($1::jsonb) as c(id text, outcome text) where n.id = c.id and n.closed_at is null
  returning n.id, n.recipient, n.principal_id),
dropped as (
  update notification_delivery d set state = 'dropped' from closed where d.notification_id = closed.id and d.state = 'held')
select closed.id, closed.recipient, closed.principal_id,
  array(select d.channel from notification_delivery d where d.notification_id = closed.id and d.state in ('waiting', 'sent')) as channels
from closed`;
