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
import { listDecidable } from "./list-inbox";
import { objectionTo, requiredSignIn } from "./policy";
import { type RequestRow, requestColumns, requestJoins } from "./row";
import { type ListRequestsInput, listRequestsSchema } from "./schema";
import { signInDetail } from "./sign-in";
import { type RequestView, requestView } from "./view";

const getSql = `select ${requestColumns} from access_request r ${requestJoins} where r.id = $1`;

const findSql = `select ${requestColumns} from access_request r ${requestJoins} where r.id = any($1::text[])`;

const notVisible = () => new AppError("not-found", "No request with this id is visible to you.");

/** Throws `not-found` for what does not exist and for what the caller may not see. */
export async function getRequest(ctx: Context, id: string): Promise<RequestView> {
  return requestView(ctx, await getRequestFacts(ctx, id));
}

/** The same, with all that is known about it. */
export async function getRequestFacts(ctx: Context, id: string): Promise<RequestFacts> {
  const { rows } = await ctx.runtime.pool.query<RequestRow>(statement("request-get", getSql, [id]));
  return visibleFacts(ctx.runtime.pool, ctx, rows);
}

/** Those of these that the caller may see. */
export async function findRequests(ctx: Context, ids: readonly string[]): Promise<RequestView[]> {
  if (ids.length === 0) return [];
  const { pool, config } = ctx.runtime;
  const { rows } = await pool.query<RequestRow>(statement("requests-find", findSql, [ids]));
  const facts = await loadFacts(pool, rows, config);
  return facts.filter((each) => !objectionTo("view", ctx, each)).map((each) => requestView(ctx, each));
}

/** What a verb answers: `row` is the request as the verb wrote it, under its lock, and is not read again. */
export async function viewWritten(tx: Transaction, ctx: Context, row: RequestRow): Promise<RequestView> {
  return requestView(ctx, await visibleFacts(tx.db, ctx, [row]));
}

/**
 * Takes the locks first and reads then, so that whoever comes second sees what the first one did: the request as it is, the
 * decisions cast, the declaration in force.
 */
export async function lockRequest(tx: Transaction, ctx: Context, id: string): Promise<RequestFacts> {
  tx.about.requestId = id;
  await tx.query("request-lock", lockSql, [id]);
  const facts = await visibleFacts(tx.db, ctx, await read(tx, id));
  tx.about.service = facts.row.service.ref;
  tx.about.subject = facts.row.requester.id;
  const { role, environment, bundle_id: bundle } = facts.row;
  const together = bundle === null ? {} : { bundle };
  tx.about.detail = { role, environment, ...together, ...signInDetail(ctx, requiredSignIn(facts)) };
  return facts;
}

// The service comes before what belongs to it, here and in a sync: a new declaration waits for the decision, or the other way round.
// Who would hold the access comes next, for whoever deactivates them ends their grants and closes their requests after that. A grant
// that would be extended comes before the request, for whoever ends it closes the request after it.
const lockSql = `
with held as materialized (
  select id from service where id = (select service_id from access_request where id = $1) for share),
holder as materialized (
  select held.id as service_id from held join principal p on p.id = (select requester_id from access_request where id = $1)
  for no key update of p),
extended as materialized (
  select g.id from holder join access_grant g on g.service_id = holder.service_id
  where g.id = (select extends_grant_id from access_request where id = $1) for no key update of g)
select 1 from holder left join extended on true join access_request r on r.service_id = holder.service_id where r.id = $1 for update of r`;

const read = (tx: Transaction, id: string) => tx.query<RequestRow>("request-get", getSql, [id]);

async function visibleFacts(db: Queryable, ctx: Context, rows: readonly RequestRow[]): Promise<RequestFacts> {
  const [facts] = await loadFacts(db, rows, ctx.runtime.config);
  if (!facts || objectionTo("view", ctx, facts)) throw notVisible();
  return facts;
}

/** Newest first; with `decidable` only what the caller can decide now, most urgent first. */
export async function listRequests(ctx: Context, input: unknown): Promise<Page<RequestView>> {
  const filter = parseInput(listRequestsSchema, input);
  if (filter.decidable) return listDecidable(ctx, filter);
  const { pool } = ctx.runtime;
  const viewer = await viewerOf(pool, ctx);
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
  if (filter.askedForOthers) conditions.push(`r.asked_by_id = ${bind(viewer.id)}`);
  if (filter.bundle) conditions.push(`r.bundle_id = ${bind(filter.bundle)}`);
  if (filter.requester) conditions.push(`r.requester_id = ${bind(filter.requester)}`);
  if (filter.role) conditions.push(`r.role = ${bind(filter.role)}`);
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
function isVisible({ id, seats }: Viewer, bind: Bind): string {
  const refs = `${bind(seats.refs)}::text[]`;
  const own = bind(id);
  return `(r.requester_id = ${own} or r.asked_by_id = ${own} or r.approver_refs && ${refs} or r.id in (select v.request_id from access_review v where v.reviewer_refs && ${refs}) or s.owners && ${refs} or s.id = any(${bind(seats.trustedServiceIds)}::text[]))`;
}
