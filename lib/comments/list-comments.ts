import type { Context } from "@/lib/context/context";
import { decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { statement } from "@/lib/db/pool";
import { parseInput } from "@/lib/input/parse-input";
import { getRequestFacts } from "@/lib/requests/queries";
import { type CommentView, listCommentsSchema, type Mentioned } from "./schema";

interface CommentRow {
  id: string;
  author: Mentioned;
  body: string;
  mentions: Mentioned[];
  created_at: Date;
}

/** What was said about a request, newest first. Throws `not-found` like the request itself. */
export async function listComments(ctx: Context, id: string, input: unknown): Promise<Page<CommentView>> {
  const filter = parseInput(listCommentsSchema, input);
  await getRequestFacts(ctx, id);
  const [after = null] = decodeCursor(filter.cursor, 1) ?? [];
  const { rows } = await ctx.runtime.pool.query<CommentRow>(
    statement("comments-list", listSql, [id, after, filter.limit + 1]),
  );
  return toPage(rows, filter.limit, (row) => [row.id], commentView);
}

const commentView = (row: CommentRow): CommentView => ({
  id: row.id,
  author: row.author,
  text: row.body,
  mentions: row.mentions,
  at: row.created_at.toISOString(),
});

const listSql = `
select c.id, c.body, c.created_at, json_build_object('id', a.id, 'name', a.name) as author,
  (select coalesce(json_agg(json_build_object('id', m.id, 'name', m.name) order by named.place), '[]'::json)
    from unnest(c.mentions) with ordinality as named(id, place) join principal m on m.id = named.id) as mentions
from request_comment c join principal a on a.id = c.author_id
where c.request_id = $1 and ($2::text is null or c.id < $2)
order by c.id desc limit $3`;
