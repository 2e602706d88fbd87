import type { Context } from "@/lib/context/context";
import { decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { type Queryable, statement } from "@/lib/db/pool";
import type { Transaction } from "@/lib/db/transaction";
import { getTraits } from "@/lib/declarations/stored";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { viewerOf } from "@/lib/principals/viewer";
import { type GrantFacts, objectionTo } from "./policy";
import { type GrantRow, grantColumns, grantJoins } from "./row";
import { listGrantsSchema } from "./schema";
import { type GrantView, grantView } from "./view";

const getSql = `select ${grantColumns} from access_grant g ${grantJoins} where g.id = $1`;
// The clock is read outside the locking part, after the lock was had.
const lockSql = `with g as materialized (select * from access_grant where id = $1 for update) select ${grantColumns} from g ${grantJoins}`;

/** Throws `not-found` for what does not exist and for what the caller may not see. */
export async function getGrant(ctx: Context, id: string): Promise<GrantView> {
  const { rows } = await ctx.runtime.pool.query<GrantRow>(statement("grant-get", getSql, [id]));
  return grantView(ctx, await visibleFacts(ctx.runtime.pool, ctx, rows));
}

/** Null where the caller may see the request that the grant was born of, and not the grant itself. */
export async function findGrant(ctx: Context, id: string): Promise<GrantView | null> {
  return getGrant(ctx, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === "not-found") return null;
    throw error;
  });
}

export async function getGrantInTransaction(tx: Transaction, ctx: Context, id: string): Promise<GrantView> {
  return grantView(ctx, await visibleFacts(tx.db, ctx, await tx.query<GrantRow>("grant-get", getSql, [id])));
}

export async function lockGrant(tx: Transaction, ctx: Context, id: string): Promise<GrantFacts> {
  tx.about.grantId = id;
  const facts = await visibleFacts(tx.db, ctx, await tx.query<GrantRow>("grant-lock", lockSql, [id]));
  tx.about.service = facts.row.service.ref;
  tx.about.subject = facts.row.principal.id;
  tx.about.requestId = facts.row.request_id;
  tx.about.detail = { role: facts.row.role, environment: facts.row.environment };
  return facts;
}

async function loadFacts(db: Queryable, rows: readonly GrantRow[]): Promise<GrantFacts[]> {
  const traits = await getTraits(
    db,
    rows.map((row) => row.current_declaration_id),
  );
  return rows.map((row) => {
    const current = traits.get(row.current_declaration_id);
    if (!current) throw new Error(`service ${row.service.ref} names a declaration that is not stored`);
    return { row, current };
  });
}

async function visibleFacts(db: Queryable, ctx: Context, rows: readonly GrantRow[]): Promise<GrantFacts> {
  const [facts] = await loadFacts(db, rows);
  if (!facts || objectionTo("view", ctx, facts))
    throw new AppError("not-found", "No grant with this id is visible to you.");
  return facts;
}

/** Newest first. `status` means what the grant is now, whatever the sweep has got round to. */
export async function listGrants(ctx: Context, input: unknown): Promise<Page<GrantView>> {
  const filter = parseInput(listGrantsSchema, input);
  const { pool } = ctx.runtime;
  const viewer = await viewerOf(pool, ctx);
  const [after] = decodeCursor(filter.cursor, 1) ?? [null];
  const { rows } = await pool.query<GrantRow>(
    statement("grants-list", listSql, [
      viewer.id,
      viewer.refs,
      viewer.trustedServiceIds,
      viewer.seesAll,
      filter.status ?? null,
      filter.service ?? null,
      filter.mine ?? false,
      after,
      filter.limit + 1,
    ]),
  );
  return toPage(
    await loadFacts(pool, rows),
    filter.limit,
    ({ row }) => [row.id],
    (facts) => grantView(ctx, facts),
  );
}

/** Over $1 principal id, $2 references, $3 services stood for through claims, $4 sees everything. */
const grantsVisibleTo = "($4 or g.principal_id = $1 or s.owners && $2::text[] or s.id = any($3::text[]))";

const statusNow = `case when g.status in ('expired', 'revoked') then g.status
  when g.ends_at <= statement_timestamp() then 'expired'
  when g.starts_at <= statement_timestamp() then 'active' else 'scheduled' end`;

const listSql = `
select ${grantColumns} from access_grant g ${grantJoins}
where ${grantsVisibleTo}
  and ($5::grant_status is null or (${statusNow}) = $5) and ($6::text is null or s.ref = $6 or s.id = $6)
  and (not $7 or g.principal_id = $1) and ($8::text is null or g.id < $8)
order by g.id desc limit $9`;
