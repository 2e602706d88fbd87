import type { Context } from "@/lib/context/context";
import { type Bind, binder } from "@/lib/db/bind";
import { collect, decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { type Queryable, statement } from "@/lib/db/pool";
import type { Transaction } from "@/lib/db/transaction";
import { getTraits } from "@/lib/declarations/stored";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";
import { objectionTo, type ReviewFacts, waitsFor } from "./policy";
import { type ReviewRow, reviewColumns, reviewJoins } from "./row";
import { type ListReviewsInput, listReviewsSchema } from "./schema";
import { type ReviewView, reviewView } from "./view";

const select = `select ${reviewColumns} from access_review v ${reviewJoins}`;
const getSql = `${select} where v.id = $1`;

/** Throws `not-found` for what does not exist and for what the caller may not see. */
export async function getReview(
  ctx: Context,
  id: string,
  db: Queryable = ctx.runtime.pool,
): Promise<ReviewView> {
  return reviewView(ctx, await getReviewFacts(db, ctx, id));
}

/** For whoever asks the policy about it; null where there is none. */
export async function findReviewFacts(db: Queryable, id: string): Promise<ReviewFacts | null> {
  const { rows } = await db.query<ReviewRow>(statement("review-get", getSql, [id]));
  return (await loadFacts(db, rows))[0] ?? null;
}

async function getReviewFacts(db: Queryable, ctx: Context, id: string): Promise<ReviewFacts> {
  const facts = await findReviewFacts(db, id);
  if (!facts || objectionTo("view", ctx, facts))
    throw new AppError("not-found", "No review with this id is visible to you.");
  return facts;
}

/** The grant before its review, as whatever moves the end of the access does. */
export async function lockReview(tx: Transaction, ctx: Context, id: string): Promise<ReviewFacts> {
  tx.about.detail = { reviewId: id };
  await tx.query("review-lock-grant", lockGrantSql, [id]);
  await tx.query("review-lock", "select 1 from access_review where id = $1 for update", [id]);
  const facts = await getReviewFacts(tx.db, ctx, id);
  const { row } = facts;
  tx.about.service = row.service.ref;
  tx.about.subject = row.holder.id;
  tx.about.requestId = row.request_id;
  tx.about.grantId = row.grant_id;
  tx.about.detail = { reviewId: id, role: row.role, environment: row.environment };
  return facts;
}

const lockGrantSql =
  "select 1 from access_grant where id = (select grant_id from access_review where id = $1) for share";

async function loadFacts(db: Queryable, rows: readonly ReviewRow[]): Promise<ReviewFacts[]> {
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

/** Newest first; with `mine` what waits for the caller, soonest due first. */
export async function listReviews(ctx: Context, input: unknown): Promise<Page<ReviewView>> {
  const filter = parseInput(listReviewsSchema, input);
  const { pool } = ctx.runtime;
  const viewer = await viewerOf(pool, ctx);
  if (filter.mine) return listMine(ctx, viewer, filter);
  const [after] = decodeCursor(filter.cursor, 1) ?? [];
  const { bind, values } = binder();
  const conditions = [viewer.seesAll ? "true" : isVisible(viewer, bind)];
  if (filter.status) conditions.push(`v.status = ${bind(filter.status)}::review_status`);
  if (filter.service) {
    const service = bind(filter.service);
    conditions.push(
      `s.id = (select named.id from service named where named.ref = ${service} or named.id = ${service})`,
    );
  }
  if (after !== undefined) conditions.push(`v.id < ${bind(after)}`);
  const text = `${select} where ${conditions.join(" and ")} order by v.id desc limit ${bind(filter.limit + 1)}`;
  const { rows } = await pool.query<ReviewRow>({ text, values });
  return toPage(
    await loadFacts(pool, rows),
    filter.limit,
    ({ row }) => [row.id],
    (facts) => reviewView(ctx, facts),
  );
}

/** The policy's `view` as a condition over `access_review v` and what it is joined to. */
function isVisible({ id, refs, trustedServiceIds }: Viewer, bind: Bind): string {
  const own = `${bind(refs)}::text[]`;
  const self = bind(id);
  return `(g.principal_id = ${self} or r.asked_by_id = ${self} or v.reviewer_refs && ${own} or s.owners && ${own} or s.id = any(${bind(trustedServiceIds)}::text[]))`;
}

// Whose it is is the policy's word.
async function listMine(ctx: Context, viewer: Viewer, filter: ListReviewsInput): Promise<Page<ReviewView>> {
  const { pool } = ctx.runtime;
  const found = await collect(
    { limit: filter.limit, after: decodeCursor(filter.cursor, 2), batch: Math.max(50, filter.limit) },
    async (after, batch) => {
      const values = [viewer.refs, viewer.trustedServiceIds, viewer.seesAll, filter.service ?? null];
      const [due = null, id = null] = after ?? [];
      return (await pool.query<ReviewRow>(statement("reviews-mine", mineSql, [...values, due, id, batch])))
        .rows;
    },
    (row) => [row.due_at.toISOString(), row.id],
    async (rows) => (await loadFacts(pool, rows)).filter((facts) => waitsFor(ctx, facts)),
  );
  return toPage(
    found,
    filter.limit,
    ({ row }) => [row.due_at.toISOString(), row.id],
    (facts) => reviewView(ctx, facts),
  );
}

const mineSql = `${select}
where v.status = 'open'
  and (v.reviewer_refs && $1::text[] or s.owners && $1::text[] or s.id = any($2::text[]) or $3::boolean and v.due_at <= statement_timestamp())
  and ($4::text is null or s.ref = $4 or s.id = $4)
  and ($5::timestamptz is null or (v.due_at, v.id) > ($5::timestamptz, $6))
order by v.due_at, v.id limit $7`;

/** How many reviews the caller can do now; counts up to `limit`. */
export async function countReviewsToDo(ctx: Context, limit = 99): Promise<number> {
  const { items } = await listMine(ctx, await viewerOf(ctx.runtime.pool, ctx), { limit });
  return items.filter((review) => review.hasEnded).length;
}
