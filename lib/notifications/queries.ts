import type { Context } from "@/lib/context/context";
import { decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { statement } from "@/lib/db/pool";
import { parseInput } from "@/lib/input/parse-input";
import type { Content } from "./content";
import { type NotificationKind, topicOfKind } from "./kinds";
import { loadPreferences } from "./load-preferences";
import { readerOf } from "./policy";
import { type Preferences, usualPreferences } from "./preferences";
import { listNotificationsSchema, type NotificationView } from "./schema";

interface ListedRow {
  id: string;
  kind: NotificationKind;
  thread: string;
  content: Content;
  created_at: Date;
  read_at: Date | null;
  closed_at: Date | null;
  outcome: string | null;
}

/** What the caller was told, newest first. */
export async function listNotifications(ctx: Context, input: unknown): Promise<Page<NotificationView>> {
  const filter = parseInput(listNotificationsSchema, input);
  const [after = null] = decodeCursor(filter.cursor, 1) ?? [];
  const reader = readerOf(ctx);
  const list = statement("notifications-list", listSql, [
    reader.id,
    after,
    filter.unread ?? false,
    filter.limit + 1,
  ]);
  const { rows } = await ctx.runtime.pool.query<ListedRow>(list);
  return toPage(rows, filter.limit, (row) => [row.id], notificationView);
}

/** How many of them wait to be read; counts up to 99. */
export async function countUnread(ctx: Context): Promise<number> {
  const count = statement("notifications-unread", countSql, [readerOf(ctx).id]);
  return (await ctx.runtime.pool.query<{ count: number }>(count)).rows[0]?.count ?? 0;
}

export async function getPreferences(ctx: Context): Promise<Preferences> {
  const { id } = readerOf(ctx);
  return (await loadPreferences(ctx.runtime.pool, [id])).get(id) ?? usualPreferences;
}

const notificationView = (row: ListedRow): NotificationView => ({
  id: row.id,
  kind: row.kind,
  topic: topicOfKind[row.kind],
  title: row.content.title,
  sentence: row.content.sentence,
  why: row.content.why,
  quote: row.content.quote,
  // What is settled is shown, and asks for nothing.
  path: row.closed_at ? row.content.action.path.replace(/\?.*$/, "") : row.content.action.path,
  requestId: row.thread.startsWith("req_") ? row.thread : null,
  at: row.created_at.toISOString(),
  readAt: row.read_at?.toISOString() ?? null,
  closedAt: row.closed_at?.toISOString() ?? null,
  outcome: row.outcome,
});

// What others decided is in the list with the question itself.
const listSql = `
select id, kind, thread, content, created_at, read_at, closed_at, outcome from notification
where principal_id = $1 and kind <> 'decided-elsewhere' and ($2::text is null or id < $2)
  and (not $3::boolean or read_at is null and closed_at is null)
order by id desc limit $4`;

const countSql = `
select count(*)::int as count from (
  select 1 from notification where principal_id = $1 and read_at is null and closed_at is null limit 99) unread`;
