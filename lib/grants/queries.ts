import type pg from "pg";
import type { Context } from "@/lib/context/context";
import { type Bind, binder } from "@/lib/db/bind";
import { decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { type Queryable, statement } from "@/lib/db/pool";
import type { Transaction } from "@/lib/db/transaction";
import { getTraits } from "@/lib/declarations/stored";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";
import { type GrantFacts, objectionTo } from "./policy";
import { type GrantRow, grantColumns, grantJoins } from "./row";
import { type ListGrantsInput, listGrantsSchema } from "./schema";
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
  const { rows } = await pool.query<GrantRow>(listStatement(viewer, filter, after ?? null));
  return toPage(
    await loadFacts(pool, rows),
    filter.limit,
    ({ row }) => [row.id],
    (facts) => grantView(ctx, facts),
  );
}

// Only the conditions that a list has are in its statement: with the others in it, none of them could use its index.
function listStatement(viewer: Viewer, filter: ListGrantsInput, after: string | null): pg.QueryConfig {
  const { bind, values } = binder();
  const conditions: string[] = [];
  if (filter.mine) conditions.push(`g.principal_id = ${bind(viewer.id)}`);
  else if (!viewer.seesAll) conditions.push(isVisible(viewer, bind));
  if (filter.principal) conditions.push(`g.principal_id = ${bind(filter.principal)}`);
  if (filter.status) conditions.push(isNow[filter.status]);
  if (filter.service) conditions.push(`s.id = ${serviceId(bind(filter.service))}`);
  if (after !== null) conditions.push(`g.id < ${bind(after)}`);
  const where = conditions.length > 0 ? `where ${conditions.join(" and ")}` : "";
  const text = `select ${grantColumns} from access_grant g ${grantJoins} ${where} order by g.id desc limit ${bind(filter.limit + 1)}`;
  return { text, values };
}

const serviceId = (value: string) =>
  `(select named.id from service named where named.ref = ${value} or named.id = ${value})`;

/** The policy's `view` as a condition over `access_grant g` and `service s`. */
function isVisible({ id, refs, trustedServiceIds }: Viewer, bind: Bind): string {
  return `(g.principal_id = ${bind(id)} or s.owners && ${bind(refs)}::text[] or s.id = any(${bind(trustedServiceIds)}::text[]))`;
}

const isOpen = "g.status in ('scheduled', 'active') and g.ends_at > statement_timestamp()";

/** What a grant is by the clock, whatever the sweep has got round to. */
const isNow: Record<GrantRow["status"], string> = {
  scheduled: `${isOpen} and g.starts_at > statement_timestamp()`,
  active: `${isOpen} and g.starts_at <= statement_timestamp()`,
  expired:
    "(g.status = 'expired' or g.status in ('scheduled', 'active') and g.ends_at <= statement_timestamp())",
  revoked: "g.status = 'revoked'",
};
