import { actingPrincipal } from "@/lib/context/acting-principal";
import type { Context } from "@/lib/context/context";
import { decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { statement } from "@/lib/db/pool";
import { parseInput } from "@/lib/input/parse-input";
import { type DelegationRow, delegationColumns, delegationJoins } from "./row";
import { listDelegationsSchema } from "./schema";
import { type DelegationView, delegationView } from "./view";

/** By which somebody may act for the caller now, newest first. */
export async function listDelegations(ctx: Context, input: unknown): Promise<Page<DelegationView>> {
  const filter = parseInput(listDelegationsSchema, input);
  const [after] = decodeCursor(filter.cursor, 1) ?? [null];
  const { rows } = await ctx.runtime.pool.query<DelegationRow>(
    statement("delegations-list", listSql, [
      actingPrincipal(ctx).id,
      filter.grantId ?? null,
      after,
      filter.limit + 1,
    ]),
  );
  return toPage(
    rows,
    filter.limit,
    (row) => [row.id],
    (row) => delegationView(ctx, row),
  );
}

const listSql = `
select ${delegationColumns} from delegation d ${delegationJoins}
where d.principal_id = $1 and ($2::text is null or d.grant_id = $2) and ($3::text is null or d.id < $3)
  and d.ended_at is null and d.expires_at > statement_timestamp()
  and g.status in ('scheduled', 'active') and g.ends_at > statement_timestamp()
order by d.id desc limit $4`;
