import type pg from "pg";
import type { Context } from "@/lib/context/context";
import { type Bind, binder } from "@/lib/db/bind";
import { decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { type Queryable, statement } from "@/lib/db/pool";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";
import { loadFacts, type RequestFacts } from "./facts";
import { objectionTo } from "./policy";
import { type RequestRow, requestColumns, requestJoins } from "./row";
import { type ListRequestsInput, listRequestsSchema } from "./schema";
import { type RequestView, requestView } from "./view";

const notVisible = () => new AppError("not-found", "No request with this id is visible to you.");

/** Throws `not-found` for what does not exist and for what the caller may not see. */
export async function getRequest(ctx: Context, id: string): Promise<RequestView> {
  const { rows } = await ctx.runtime.pool.query<RequestRow>(
    statement(
      "request-get",
      `select ${requestColumns} from access_request r ${requestJoins} where r.id = $1`,
      [id],
    ),
  );
  return requestView(ctx, await visibleFacts(ctx.runtime.pool, ctx, rows));
}

/** The same inside a verb's transaction, so that the answer shows what the verb did. */
export async function getRequestInTransaction(
  tx: Transaction,
  ctx: Context,
  id: string,
): Promise<RequestView> {
  const rows = await tx.query<RequestRow>(
    "request-get",
    `select ${requestColumns} from access_request r ${requestJoins} where r.id = $1`,
    [id],
  );
  return requestView(ctx, await visibleFacts(tx.db, ctx, rows));
}

/** Takes the row lock first, so that whoever comes second sees what the first one did. */
export async function lockRequest(tx: Transaction, ctx: Context, id: string): Promise<RequestFacts> {
  tx.about.requestId = id;
  const rows = await tx.query<RequestRow>("request-lock", lockSql, [id]);
  const facts = await visibleFacts(tx.db, ctx, rows);
  tx.about.service = facts.row.service.ref;
  tx.about.subject = facts.row.requester.id;
  tx.about.detail = { role: facts.row.role, environment: facts.row.environment };
  return facts;
}

// The clock is read outside the locking part, after the lock was had.
const lockSql = `with r as materialized (select * from access_request where id = $1 for update) select ${requestColumns} from r ${requestJoins}`;

async function visibleFacts(db: Queryable, ctx: Context, rows: readonly RequestRow[]): Promise<RequestFacts> {
  const [facts] = await loadFacts(db, rows, ctx.runtime.config);
  if (!facts || objectionTo("view", ctx, facts)) throw notVisible();
  return facts;
}

/** Newest first; with `decidable` only what the caller can decide now, soonest to close first. */
export async function listRequests(ctx: Context, input: unknown): Promise<Page<RequestView>> {
  const filter = parseInput(listRequestsSchema, input);
  const { pool } = ctx.runtime;
  const viewer = await viewerOf(pool, ctx);
  if (filter.decidable) return listDecidable(ctx, viewer, filter);
  const [after] = decodeCursor(filter.cursor, 1) ?? [null];
  const { rows } = await pool.query<RequestRow>(listStatement(viewer, filter, after ?? null));
  const facts = await loadFacts(pool, rows, ctx.runtime.config);
  return toPage(
    facts,
    filter.limit,
    ({ row }) => [row.id],
    (each) => requestView(ctx, each),
  );
}

// Only the conditions that a list has are in its statement: with the others in it, none of them could use its index.
function listStatement(viewer: Viewer, filter: ListRequestsInput, after: string | null): pg.QueryConfig {
  const { bind, values } = binder();
  const conditions: string[] = [];
  if (filter.mine) conditions.push(`r.requester_id = ${bind(viewer.id)}`);
  else if (!viewer.seesAll) conditions.push(isVisible(viewer, bind));
  if (filter.requester) conditions.push(`r.requester_id = ${bind(filter.requester)}`);
  if (filter.status) conditions.push(`r.status = ${bind(filter.status)}::request_status`);
  if (filter.service) conditions.push(`s.id = ${serviceId(bind(filter.service))}`);
  if (after !== null) conditions.push(`r.id < ${bind(after)}`);
  const where = conditions.length > 0 ? `where ${conditions.join(" and ")}` : "";
  const text = `select ${requestColumns} from access_request r ${requestJoins} ${where} order by r.id desc limit ${bind(filter.limit + 1)}`;
  return { text, values };
}

const serviceId = (value: string) =>
  `(select named.id from service named where named.ref = ${value} or named.id = ${value})`;

/** The policy's `view` as a condition over `access_request r` and `service s`. */
function isVisible({ id, refs, trustedServiceIds }: Viewer, bind: Bind): string {
  const ownRefs = `${bind(refs)}::text[]`;
  return `(r.requester_id = ${bind(id)} or r.approver_refs && ${ownRefs} or s.owners && ${ownRefs} or s.id = any(${bind(trustedServiceIds)}::text[]))`;
}

interface DecidableFilter {
  cursor?: string;
  limit: number;
  service?: string;
}

// Who may decide is the decision core's word, so candidates are read in batches until a page is full.
async function listDecidable(
  ctx: Context,
  viewer: Viewer,
  filter: DecidableFilter,
): Promise<Page<RequestView>> {
  const { pool, config } = ctx.runtime;
  const found: RequestFacts[] = [];
  let [until, id]: (string | null)[] = decodeCursor(filter.cursor, 2) ?? [null, null];
  const batch = Math.max(50, filter.limit);
  while (found.length <= filter.limit) {
    const { rows } = await pool.query<RequestRow>(
      statement("requests-decidable", decidableSql, [
        viewer.refs,
        viewer.trustedServiceIds,
        filter.service ?? null,
        until,
        id,
        batch,
      ]),
    );
    const facts = await loadFacts(pool, rows, config);
    found.push(...facts.filter((each) => objectionTo("deny", ctx, each) === null));
    const last = rows.at(-1);
    if (!last || rows.length < batch) break;
    [until, id] = [last.pending_until.toISOString(), last.id];
  }
  return toPage(
    found,
    filter.limit,
    ({ row }) => [row.pending_until.toISOString(), row.id],
    (each) => requestView(ctx, each),
  );
}

const decidableSql = `
select ${requestColumns} from access_request r ${requestJoins}
where r.status = 'pending' and r.pending_until > statement_timestamp()
  and (r.approver_refs && $1::text[] or s.owners && $1::text[] or s.id = any($2::text[]))
  and ($3::text is null or s.ref = $3 or s.id = $3)
  and ($4::timestamptz is null or (r.pending_until, r.id) > ($4::timestamptz, $5))
order by r.pending_until, r.id limit $6`;

/** How many requests the caller can decide now; counts up to `limit`. */
export async function countDecidable(ctx: Context, limit = 99): Promise<number> {
  return (await listDecidable(ctx, await viewerOf(ctx.runtime.pool, ctx), { limit })).items.length;
}
