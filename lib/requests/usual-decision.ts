import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";

const fewest = 3;

/**
 * Within how many seconds half of the last 50 decided requests for this role were decided; null while too few are known.
 * Roles that the declaration approves by itself do not count.
 */
export async function findUsualDecisionSeconds(
  ctx: Context,
  serviceId: string,
  role: string,
): Promise<number | null> {
  const { rows } = await ctx.runtime.pool.query<{ count: number; median: number | null }>(
    statement("usual-decision", medianSql, [serviceId, role]),
  );
  const [row] = rows;
  return row && row.count >= fewest && row.median !== null ? Math.ceil(row.median) : null;
}

const medianSql = `
select count(*)::int as count, percentile_cont(0.5) within group (order by seconds)::float8 as median
from (select extract(epoch from closed_at - created_at) as seconds from access_request
  where service_id = $1 and role = $2 and status in ('approved', 'denied') and closed_at > created_at
  order by id desc limit 50) decided`;
