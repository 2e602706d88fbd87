import type { Context } from "@/lib/context/context";
import { collect, decodeCursor, type Page, toPage } from "@/lib/db/cursor";
import { statement } from "@/lib/db/pool";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";
import { loadFacts, type RequestFacts } from "./facts";
import { type KnownHere, knownHere } from "./known-here";
import { objectionTo } from "./policy";
import { type RequestRow, requestColumns, requestJoins } from "./row";
import { type RequestView, requestView } from "./view";

/** How soon a request closes, or is opened to others, if nobody decides. */
export const urgencies = ["hour", "day", "later"] as const;
export type Urgency = (typeof urgencies)[number];

export interface InboxEntry {
  request: RequestView;
  urgency: Urgency;
  known: KnownHere;
}

export interface InboxFilter {
  cursor?: string | undefined;
  limit: number;
  service?: string | undefined;
  role?: string | undefined;
  requester?: string | undefined;
}

interface InboxRow extends RequestRow {
  /** Index into `urgencies`, as of `seen_at`. */
  urgency: 0 | 1 | 2;
  risk: string;
  /** The instant of the first page. */
  seen_at: Date;
}

type Found = RequestFacts & { row: InboxRow };

/**
 * What the caller can decide now: first what has least time left, by the hour and the day, then the riskiest, then what waits
 * longest. A cursor carries the instant of the first page, so that time going on moves nothing from one page to another.
 */
export async function listDecidable(ctx: Context, filter: InboxFilter): Promise<Page<RequestView>> {
  return pageOf(await findDecidable(ctx, await viewerOf(ctx.runtime.pool, ctx), filter), filter, (each) =>
    requestView(ctx, each),
  );
}

/** The same with what helps to decide without opening each. */
export async function listInbox(ctx: Context, filter: InboxFilter): Promise<Page<InboxEntry>> {
  const { pool, config } = ctx.runtime;
  const found = await findDecidable(ctx, await viewerOf(pool, ctx), filter);
  const page = pageOf(found, filter, (each) => each);
  const known = await knownHere(pool, page.items, config);
  const entries = page.items.flatMap((each, index): InboxEntry[] => {
    const beside = known[index];
    return beside
      ? [{ request: requestView(ctx, each), urgency: urgencies[each.row.urgency], known: beside }]
      : [];
  });
  return { ...page, items: entries };
}

const pageOf = <T>(found: Found[], { limit }: InboxFilter, view: (each: Found) => T): Page<T> =>
  toPage(found, limit, ({ row }) => keysOf(row), view);

/** How many requests the caller can decide now; counts up to `limit`. */
export async function countDecidable(ctx: Context, limit = 99): Promise<number> {
  const found = await findDecidable(ctx, await viewerOf(ctx.runtime.pool, ctx), { limit });
  return Math.min(found.length, limit);
}

const keysOf = (row: InboxRow) => [row.seen_at.toISOString(), String(row.urgency), row.risk, row.id];

// Who may decide is the decision core's word.
function findDecidable(ctx: Context, viewer: Viewer, filter: InboxFilter): Promise<Found[]> {
  const { pool, config } = ctx.runtime;
  const { service = null, role = null, requester = null } = filter;
  return collect(
    { limit: filter.limit, after: decodeCursor(filter.cursor, 4), batch: Math.max(50, filter.limit) },
    async (after, batch) => {
      const [seenAt = null, urgency = null, risk = null, id = null] = after ?? [];
      const place = [seenAt, urgency, risk, id];
      const whose = [viewer.seats.refs, viewer.seats.trustedServiceIds];
      const values = [...whose, service, role, requester, ...place, batch];
      return (await pool.query<InboxRow>(statement("requests-inbox", inboxSql, values))).rows;
    },
    keysOf,
    async (rows) => {
      const facts = await loadFacts(pool, rows, config);
      return rows.flatMap((row, index) => {
        const each = facts[index];
        return each && objectionTo("deny", ctx, each) === null ? [{ ...each, row }] : [];
      });
    },
  );
}

// The rows are chosen by few columns first: what it takes to show one is read for those alone.
const inboxSql = `
with clock as (select coalesce($6::timestamptz, date_trunc('milliseconds', statement_timestamp())) as seen_at),
waiting as (
  select r.id, r.risk, clock.seen_at, case
      when least(r.pending_until, r.escalates_at) < clock.seen_at + interval '1 hour' then 0
      when least(r.pending_until, r.escalates_at) < clock.seen_at + interval '1 day' then 1
      else 2 end as urgency
  from clock, access_request r join service s on s.id = r.service_id
  where r.status = 'pending' and r.pending_until > statement_timestamp()
    and (r.approver_refs && $1::text[] or s.owners && $1::text[] or s.id = any($2::text[]))
    and ($3::text is null or s.ref = $3 or s.id = $3)
    and ($4::text is null or r.role = $4)
    and ($5::text is null or r.requester_id = $5)),
chosen as materialized (
  select * from waiting
  where $7::int is null or urgency > $7 or urgency = $7 and (risk < $8::risk or risk = $8::risk and id > $9)
  order by urgency, risk desc, id limit $10)
select ${requestColumns}, chosen.urgency, chosen.risk, chosen.seen_at
from chosen join access_request r on r.id = chosen.id ${requestJoins}
order by chosen.urgency, chosen.risk desc, chosen.id`;
