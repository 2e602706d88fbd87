import type pg from "pg";
import type { Context } from "@/lib/context/context";
import { claimIdempotencyKey, keepIdempotentAnswer } from "@/lib/db/idempotency";
import { inTransaction } from "@/lib/db/in-transaction";
import { statement } from "@/lib/db/pool";
import type { Transaction } from "@/lib/db/transaction";
import { parseInput } from "@/lib/input/parse-input";
import type { ServiceIdentity } from "@/lib/services/credentials";
import { reportUsageSchema } from "./schema";

/**
 * Takes down that access was used, as the service says that proved itself. Grants of other services and grants that do not
 * exist are passed over alike. No audit event: a sign of life every half minute decides nothing (ADR 30).
 */
export async function reportUsage(
  ctx: Context,
  { serviceId }: Pick<ServiceIdentity, "serviceId">,
  input: unknown,
): Promise<{ recorded: number }> {
  const { items } = parseInput(reportUsageSchema, input);
  return inTransaction(ctx.runtime, async (db) => {
    const tx: Pick<Transaction, "query"> = {
      async query<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[] = []) {
        return (await db.query<R>(statement(name, text, values))).rows;
      },
    };
    const earlier = await claimIdempotencyKey<{ recorded: number }>(tx, ctx);
    if (earlier) return earlier.response;
    const recorded = await tx.query("usage-report", recordSql, [
      serviceId,
      items.map(({ grantId }) => grantId),
      items.map(({ firstAt }) => firstAt),
      items.map(({ lastAt }) => lastAt),
      items.map(({ count }) => count),
    ]);
    const answer = { recorded: recorded.length };
    await keepIdempotentAnswer(tx, ctx, answer);
    return answer;
  });
}

// What a service says about time is held within the time in which its word can be true. In the order of the grants, so that
// two reports at once wait for each other and never both for both.
const recordSql = `
insert into grant_use as u (grant_id, first_used_at, last_used_at, uses)
select g.id, greatest(g.starts_at, least(min(i.first_at), statement_timestamp())),
  greatest(g.starts_at, least(max(i.last_at), statement_timestamp())), sum(i.uses)
from unnest($2::text[], $3::timestamptz[], $4::timestamptz[], $5::bigint[]) as i (grant_id, first_at, last_at, uses)
join access_grant g on g.id = i.grant_id and g.service_id = $1 and g.starts_at <= statement_timestamp()
group by g.id order by g.id
on conflict (grant_id) do update set first_used_at = least(u.first_used_at, excluded.first_used_at),
  last_used_at = greatest(u.last_used_at, excluded.last_used_at), uses = u.uses + excluded.uses
returning grant_id`;
