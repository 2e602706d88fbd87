import { type Bind, binder } from "@/lib/db/bind";
import type { Queryable } from "@/lib/db/pool";
import type { Viewer } from "@/lib/principals/viewer";
import type { InsightPeriod } from "./period";
import { isCounted } from "./policy";
import type { InsightInput } from "./schema";
import type { Measures, Span } from "./view";

export interface Question {
  viewer: Viewer;
  period: InsightPeriod;
  filter: Pick<InsightInput, "service" | "role" | "group">;
}

/** The measures of one set of requests. What a set is not cut by is null. */
export interface MeasuredSet {
  /** Of the period itself, and not of the one before. */
  isNow: boolean;
  service: string | null;
  title: string | null;
  role: string | null;
  step: Date | null;
  measures: Measures;
}

/** Everything, each service, each role of one, each step of the time: of the period and of the one before. */
export async function measure(db: Queryable, question: Question): Promise<MeasuredSet[]> {
  const { bind, values } = binder();
  const text = measureSql(question, bind);
  const { rows } = await db.query<Row>({ text, values });
  return rows.map(
    ({ is_now, service, title, role, step, decided, until_decided, began, until_access, ...counts }) => ({
      isNow: is_now,
      service,
      title,
      role,
      step,
      measures: { ...counts, decision: spanOf(decided, until_decided), access: spanOf(began, until_access) },
    }),
  );
}

interface Row extends Omit<Measures, "decision" | "access"> {
  is_now: boolean;
  service: string | null;
  title: string | null;
  role: string | null;
  step: Date | null;
  decided: number;
  until_decided: Percentiles;
  began: number;
  until_access: Percentiles;
}

/** Seconds within which half and nine of ten are; null of nothing. */
export type Percentiles = [p50: number, p90: number] | null;

export const spanOf = (count: number, seconds: Percentiles): Span => ({
  count,
  p50Seconds: seconds?.[0] ?? null,
  p90Seconds: seconds?.[1] ?? null,
});

/** Which requests are meant, over `access_request r`. */
export function isMeant({ viewer, filter }: Question, from: Date, to: Date, bind: Bind): string {
  const conditions = [
    `r.created_at >= ${bind(from)} and r.created_at < ${bind(to)}`,
    ...whereServices(viewer, filter.service, bind),
    ...(filter.role ? [`r.role = ${bind(filter.role)}`] : []),
    ...(filter.group ? [`r.approver_refs @> array[${bind(filter.group)}::text]`] : []),
  ];
  return conditions.join(" and ");
}

function whereServices(viewer: Viewer, named: string | undefined, bind: Bind): string[] {
  if (viewer.seesAll && named === undefined) return [];
  const isNamed = named === undefined ? "true" : `(s.ref = ${bind(named)} or s.id = ${bind(named)})`;
  return [`r.service_id in (select s.id from service s where ${isCounted(viewer, bind)} and ${isNamed})`];
}

/** A grant that nobody decided was given by the declaration itself. */
const isByPeople = "exists (select from decision d where d.request_id = r.id)";

/** Both at once, so that the values are put in order once. */
export const percentiles = (seconds: string) =>
  `percentile_cont(array[0.5, 0.9]) within group (order by ${seconds})`;

// Grouped by what is compared byte by byte: people's order of letters costs more than everything else here. The condition
// that looks idle lets the index of the tokens that were issued answer alone.
const measureSql = (question: Question, bind: Bind) => `
with meant as (
  select r.service_id collate "C" as service_id, r.role collate "C" as role, r.status, r.created_at >= ${bind(question.period.from)} as is_now,
    date_trunc(${bind(question.period.unit)}, r.created_at) as step,
    ${isByPeople} as by_people, r.break_glass,
    exists (select from access_review v where v.request_id = r.id and v.status = 'open' and v.due_at <= statement_timestamp()) as is_overdue,
    date_part('epoch', r.closed_at - r.created_at) as until_closed,
    case when g.starts_at <= statement_timestamp() then
      date_part('epoch', g.starts_at - greatest(r.created_at, r.starts_at)) end as until_access,
    -- A grant that was revoked before it began gave nobody access.
    g.starts_at < least(g.ends_at, coalesce(g.revoked_at, g.ends_at))
      and least(g.ends_at, coalesce(g.revoked_at, g.ends_at)) <= statement_timestamp() as is_over,
    exists (select from audit_event e where e.grant_id = g.id and e.grant_id is not null and e.action = 'token.issued' and e.outcome = 'success')
      or exists (select from grant_use u where u.grant_id = g.id) as is_used
  from access_request r left join access_grant g on g.request_id = r.id
  where ${isMeant(question, question.period.beforeFrom, question.period.to, bind)}),
told as (
  select *, case when by_people and status in ('approved', 'denied') then until_closed end as until_decided from meant)
select is_now, (select ref from service s where s.id = service_id) as service, (select title from service s where s.id = service_id) as title,
  role, step, count(*)::int as asked,
  (count(*) filter (where status = 'pending'))::int as waiting,
  (count(*) filter (where status = 'approved'))::int as approved,
  (count(*) filter (where status = 'approved' and not by_people and not break_glass))::int as "autoApproved",
  (count(*) filter (where break_glass))::int as "breakGlass",
  (count(*) filter (where is_overdue))::int as "overdueReviews",
  (count(*) filter (where status = 'denied'))::int as denied,
  (count(*) filter (where status = 'cancelled'))::int as cancelled,
  (count(*) filter (where status = 'lapsed'))::int as lapsed,
  count(until_decided)::int as decided, ${percentiles("until_decided")} as until_decided,
  count(until_access)::int as began, ${percentiles("until_access")} as until_access,
  (count(*) filter (where is_over))::int as ended,
  (count(*) filter (where is_over and not is_used))::int as unused
from told group by grouping sets ((is_now), (is_now, service_id), (is_now, service_id, role), (is_now, step))`;
