import { binder } from "@/lib/db/bind";
import type { Queryable } from "@/lib/db/pool";
import { type PlatformLimits, rulesFor } from "@/lib/declarations/rules";
import { getTraits } from "@/lib/declarations/stored";
import { isMeant, type Percentiles, percentiles, type Question, spanOf } from "./measure";
import type { GroupMeasures } from "./view";

interface PlaceRow {
  declaration_id: string;
  role: string;
  environment: string | null;
}

/** A stage as the declaration has it that requests were made under. */
interface DeclaredStage extends PlaceRow {
  stage: number;
  required: number;
  approvers: string[];
  escalates_to: string[];
}

/** How those who were asked decide, by the reference through which they were asked. */
export async function measureGroups(
  db: Queryable,
  question: Question,
  limits: PlatformLimits,
): Promise<GroupMeasures[]> {
  const places = await placesOf(db, question);
  const stages = await stagesOf(db, places, limits);
  const { bind, values } = binder();
  const { from, to } = question.period;
  const text = groupsSql(isMeant(question, from, to, bind), bind(JSON.stringify(stages)));
  const { rows } = await db.query<Row>({ text, values });
  return rows.map(({ seconds, ...row }) => ({ ...row, decision: spanOf(row.decisions, seconds) }));
}

interface Row extends Omit<GroupMeasures, "decision"> {
  seconds: Percentiles;
}

/** Where anything was asked for that people decide. */
async function placesOf(db: Queryable, question: Question): Promise<PlaceRow[]> {
  const { bind, values } = binder();
  const { from, to } = question.period;
  const { rows } = await db.query<PlaceRow>({
    text: `select distinct r.declaration_id, r.role, r.environment from access_request r where r.approver_refs <> '{}' and ${isMeant(question, from, to, bind)}`,
    values,
  });
  return rows;
}

async function stagesOf(
  db: Queryable,
  places: readonly PlaceRow[],
  limits: PlatformLimits,
): Promise<DeclaredStage[]> {
  const traits = await getTraits(
    db,
    places.map((place) => place.declaration_id),
  );
  return places.flatMap((place) => {
    const trait = traits.get(place.declaration_id);
    if (!trait) throw new Error(`declaration ${place.declaration_id} is referenced but not stored`);
    const { stages } = rulesFor(trait, place.role, place.environment, limits).approval;
    return stages.map(({ required, approvers, escalatesTo }, stage) => ({
      ...place,
      stage,
      required,
      approvers,
      escalates_to: escalatesTo,
    }));
  });
}

// A decider may hold several references that were asked: the one that the declaration names first counts. Who holds none of
// them any more, or stood there by a claim, counts for whom the declaration names first of those.
const groupsSql = (meant: string, stages: string) => `
with declared as materialized (
  select * from jsonb_to_recordset(${stages}::jsonb) as stage(declaration_id text, role text, environment text, stage int, required int,
    approvers text[], escalates_to text[])),
asked as materialized (
  select r.id, r.status, r.created_at, m.stage, m.required, m.approvers, m.escalates_to
  from access_request r
  join declared m on m.declaration_id = r.declaration_id and m.role = r.role and m.environment is not distinct from r.environment
  where r.approver_refs <> '{}' and ${meant}),
cast_votes as (
  select a.id, a.approvers, a.escalates_to, d.verdict,
    p.groups || d.on_call || array_remove(array[p.ref, p.issuer || '#' || p.subject], null) as held,
    date_part('epoch', d.created_at - coalesce(
      (select max(earlier.created_at) from decision earlier where earlier.request_id = a.id and earlier.stage < a.stage),
      a.created_at)) as seconds
  from asked a join decision d on d.request_id = a.id and d.stage = a.stage
  join principal p on p.id = coalesce(d.on_behalf_of_id, d.approver_id)),
decided as (
  select v.verdict, v.seconds, not v.approvers && v.held and v.escalates_to && v.held as escalated,
    coalesce(
      (select ref from unnest(v.approvers) with ordinality as named(ref, nth) where ref = any(v.held) order by nth limit 1),
      (select ref from unnest(v.escalates_to) with ordinality as named(ref, nth) where ref = any(v.held) order by nth limit 1),
      (select ref from unnest(v.approvers) with ordinality as named(ref, nth) order by nth limit 1)) as "group"
  from cast_votes v),
left_open as (
  select distinct on (a.id) a.id, a.status, a.approvers from asked a
  where a.status in ('lapsed', 'pending') and a.required > (
    select count(*) from decision d where d.request_id = a.id and d.stage = a.stage and d.verdict = 'approve')
  order by a.id, a.stage),
open_for as (
  select ref as "group", false as escalated, (count(*) filter (where status = 'lapsed'))::int as lapsed, (count(*) filter (where status = 'pending'))::int as waiting
  from left_open, unnest(approvers) as ref group by ref),
spoken as (
  select "group", escalated, count(*)::int as decisions, (count(*) filter (where verdict = 'deny'))::int as denied,
    ${percentiles("seconds")} as seconds
  from decided where "group" is not null group by "group", escalated)
select coalesce(s."group", o."group") as "group", coalesce(s.escalated, o.escalated) as escalated, coalesce(s.decisions, 0) as decisions,
  coalesce(s.denied, 0) as denied, s.seconds, coalesce(o.lapsed, 0) as lapsed, coalesce(o.waiting, 0) as waiting
from spoken s full join open_for o on o."group" = s."group" and o.escalated = s.escalated`;
