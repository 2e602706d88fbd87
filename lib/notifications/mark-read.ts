import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { parseInput } from "@/lib/input/parse-input";
import { readerOf } from "./policy";
import { markReadSchema } from "./schema";

/**
 * Marks the caller's own notifications as read; gives how many were not. What somebody has read is nobody else's business, so
 * it is not in the audit log.
 */
export async function markRead(ctx: Context, input: unknown): Promise<{ read: number }> {
  const { ids = null } = parseInput(markReadSchema, input);
  const mark = statement("notifications-read", readSql, [readerOf(ctx).id, ids]);
  return { read: (await ctx.runtime.pool.query(mark)).rowCount ?? 0 };
}

const readSql = `
update notification set read_at = statement_timestamp()
where principal_id = $1 and read_at is null and ($2::text[] is null or id = any($2))`;
