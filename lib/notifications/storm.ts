import { type Queryable, statement } from "@/lib/db/pool";
import { type NotificationKind, type notificationTopics, topicOfKind } from "./kinds";

const windowMs = 600_000;
/** So many mails of questions within the window are fine; what follows is gathered. */
const mostInWindow = 3;

const kindsOf = (topic: (typeof notificationTopics)[number]) =>
  Object.entries(topicOfKind).flatMap(([kind, own]) => (own === topic ? [kind] : []));

/** How many mails that ask for something each of these people got lately. */
export async function countRecent(db: Queryable, people: readonly string[]): Promise<Map<string, number>> {
  if (people.length === 0) return new Map();
  const { rows } = await db.query<{ principal_id: string; count: number }>(
    statement("notifications-recent", recentSql, [people, kindsOf("asked"), windowMs / 1000]),
  );
  return new Map(rows.map((row) => [row.principal_id, row.count]));
}

/** Rather one mail with all of them than a storm: until when it is held, if it is. */
export function holdsStorm(kind: NotificationKind, channel: string, recent: number, now: Date): Date | null {
  if (channel !== "mail" || topicOfKind[kind] !== "asked" || recent < mostInWindow) return null;
  return new Date(now.getTime() + windowMs);
}

const recentSql = `
select n.principal_id, count(*)::int as count from notification n join notification_delivery d on d.notification_id = n.id
where n.principal_id = any($1::text[]) and n.kind = any($2::text[]) and n.created_at > statement_timestamp() - make_interval(secs => $3)
  and d.channel = 'mail' and d.state in ('waiting', 'sent')
group by n.principal_id`;
