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
    ({ is_now, service, title, role, step, decided, d50, d90, began, a50, a90, ...counts }) => ({
      isNow: is_now,
      service,
      title,
      role,
      step,
      measures: { ...counts, decision: spanOf(decided, d50, d90), access: spanOf(began, a50, a90) },
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
  d50: number | null;
  d90: number | null;
  began: number;
  a50: number | null;
  a90: number | null;
}

export const spanOf = (count: number, p50Seconds: number | null, p90Seconds: number | null): Span => ({
  count,
  p50Seconds,
  p90Seconds,
});

/** Which requests are meant, over `access_request r` and `service s`. */
export function isMeant({ viewer, filter }: Question, from: Date, to: Date, bind: Bind): string {
  const conditions = [
    `r.created_at >= ${bind(from)} and r.created_at < ${bind(to)}`,
    isCounted(viewer, bind),
    ...(filter.service ? [`(s.ref = ${bind(filter.service)} or s.id = ${bind(filter.service)})`] : []),
    ...(filter.role ? [`r.role = ${bind(filter.role)}`] : []),
    ...(filter.group ? [`r.approver_refs @> array[${bind(filter.group)}::text]`] : []),
  ];
  return conditions.join(" and ");
}

/** A grant that nobody decided was given by the declaration itself. */
const isByPeople = "exists (select from decision d where d.request_id = r.id)";

const percentiles = (seconds: string, name: string) => `
  (percentile_cont(0.5) within group (order by ${seconds})) as ${name}50,
  (percentile_cont(0.9) within group (order by ${seconds})) as ${name}90`;

const measureSql = (question: Question, bind: Bind) => `
with meant as (
  select s.ref as service, s.title, r.role, r.status, r.created_at >= ${bind(question.period.from)} as is_now,
    date_trunc(${bind(question.period.unit)}, r.created_at) as step,
    ${isByPeople} as by_people, r.break_glass,
    exists (select from access_review v where v.request_id = r.id and v.status = 'open' and v.due_at <= statement_timestamp()) as is_overdue,
    extract(epoch from r.closed_at - r.created_at)::float8 as until_closed,
    case when g.starts_at <= statement_timestamp() then
      extract(epoch from g.starts_at - greatest(r.created_at, r.starts_at))::float8 end as until_access,
    -- A grant that was revoked before it began gave nobody access.
    g.starts_at < least(g.ends_at, coalesce(g.revoked_at, g.ends_at))
      and least(g.ends_at, coalesce(g.revoked_at, g.ends_at)) <= statement_timestamp() as is_over,
    exists (select from audit_event e where e.grant_id = g.id and e.action = 'token.issued' and e.outcome = 'success') as is_used
  from access_request r join service s on s.id = r.service_id left join access_grant g on g.request_id = r.id
  where ${isMeant(question, question.period.beforeFrom, question.period.to, bind)}),
told as (
  select *, case when by_people and status in ('approved', 'denied') then until_closed end as until_decided from meant)
select is_now, service, title, role, step, count(*)::int as asked,
  (count(*) filter (where status = 'pending'))::int as waiting,
  (count(*) filter (where status = 'approved'))::int as approved,
  (count(*) filter (where status = 'approved' and not by_people and not break_glass))::int as "autoApproved",
  (count(*) filter (where break_glass))::int as "breakGlass",
  (count(*) filter (where is_overdue))::int as "overdueReviews",
  (count(*) filter (where status = 'denied'))::int as denied,
  (count(*) filter (where status = 'cancelled'))::int as cancelled,
  (count(*) filter (where status = 'lapsed'))::int as lapsed,
  count(until_decided)::int as decided, ${percentiles("until_decided", "d")},
  count(until_access)::int as began, ${percentiles("until_access", "a")},
  (count(*) filter (where is_over))::int as ended,
  (count(*) filter (where is_over and not is_used))::int as unused
from told group by grouping sets ((is_now), (is_now, service, title), (is_now, service, title, role), (is_now, step))`;
