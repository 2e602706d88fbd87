import type { Context } from "@/lib/context/context";
import { binder } from "@/lib/db/bind";
import { collect, decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { type Queryable, statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";
import { loadFacts } from "./facts";
import { objectionTo, type ProposalFacts } from "./policy";
import { type ProposalRow, proposalColumns, proposalJoins } from "./row";
import { listProposalsSchema } from "./schema";
import { type ProposalView, proposalView } from "./view";

const getSql = `select ${proposalColumns} from declaration_proposal c ${proposalJoins} where c.id = $1`;

/** Throws `not-found` for what does not exist. What a declaration says is for everybody who is signed in. */
export async function getProposal(
  ctx: Context,
  id: string,
  db: Queryable = ctx.runtime.pool,
): Promise<ProposalView> {
  return proposalView(ctx, await getProposalFacts(db, id));
}

export async function getProposalFacts(db: Queryable, id: string): Promise<ProposalFacts> {
  const { rows } = await db.query<ProposalRow>(statement("proposal-get", getSql, [id]));
  const [facts] = await loadFacts(db, rows);
  if (!facts) throw new AppError("not-found", "There is no change of a declaration with this id.");
  return facts;
}

/** Newest first; with `decidable` only what the caller can decide now, soonest to close first. */
export async function listProposals(ctx: Context, input: unknown): Promise<Page<ProposalView>> {
  const filter = parseInput(listProposalsSchema, input);
  const { pool } = ctx.runtime;
  if (filter.decidable) return listDecidable(ctx, await viewerOf(pool, ctx), filter);
  const [after] = decodeCursor(filter.cursor, 1) ?? [];
  const { bind, values } = binder();
  const conditions = ["true"];
  if (filter.status) conditions.push(`c.status = ${bind(filter.status)}::proposal_status`);
  if (filter.service) {
    const service = bind(filter.service);
    conditions.push(
      `s.id = (select named.id from service named where named.ref = ${service} or named.id = ${service})`,
    );
  }
  if (after !== undefined) conditions.push(`c.id < ${bind(after)}`);
  const { rows } = await pool.query<ProposalRow>({
    text: `select ${proposalColumns} from declaration_proposal c ${proposalJoins} where ${conditions.join(" and ")} order by c.id desc limit ${bind(filter.limit + 1)}`,
    values,
  });
  return toPage(
    await loadFacts(pool, rows),
    filter.limit,
    ({ row }) => [row.id],
    (facts) => proposalView(ctx, facts),
  );
}

interface DecidableFilter {
  cursor?: string | undefined;
  limit: number;
  service?: string | undefined;
}

// Who may decide is the policy's word.
async function listDecidable(
  ctx: Context,
  viewer: Viewer,
  filter: DecidableFilter,
): Promise<Page<ProposalView>> {
  const { pool } = ctx.runtime;
  const found = await collect(
    { limit: filter.limit, after: decodeCursor(filter.cursor, 2), batch: Math.max(50, filter.limit) },
    async (after, batch) => {
      const values = [viewer.seesAll, viewer.refs, viewer.trustedServiceIds, filter.service ?? null];
      const [until = null, id = null] = after ?? [];
      const decidable = statement("proposals-decidable", decidableSql, [...values, until, id, batch]);
      return (await pool.query<ProposalRow>(decidable)).rows;
    },
    (row) => [row.pending_until.toISOString(), row.id],
    async (rows) =>
      (await loadFacts(pool, rows)).filter((each) => objectionTo("approve", ctx, each) === null),
  );
  return toPage(
    found,
    filter.limit,
    ({ row }) => [row.pending_until.toISOString(), row.id],
    (facts) => proposalView(ctx, facts),
  );
}

/** How many proposals the caller can decide now; counts up to `limit`. */
export async function countDecidableProposals(ctx: Context, limit = 99): Promise<number> {
  return (await listDecidable(ctx, await viewerOf(ctx.runtime.pool, ctx), { limit })).items.length;
}

const decidableSql = `
select ${proposalColumns} from declaration_proposal c ${proposalJoins}
where c.status = 'pending' and c.pending_until > statement_timestamp()
  and ($1::boolean or s.owners && $2::text[] or s.id = any($3::text[]))
  and ($4::text is null or s.ref = $4 or s.id = $4)
  and ($5::timestamptz is null or (c.pending_until, c.id) > ($5::timestamptz, $6))
order by c.pending_until, c.id limit $7`;
