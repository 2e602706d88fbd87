import { type Queryable, statement } from "@/lib/db/pool";
import { holdersOf, isHolder, isOnCallNow, onCallRefs } from "@/lib/on-call/held";
import { isRunning } from "@/lib/stand-ins/running";
import type { Principal } from "./principal";

const identity = (alias: string, more = "'{}'::text[]") =>
  `'id', ${alias}.id, 'kind', ${alias}.kind, 'issuer', ${alias}.issuer, 'subject', ${alias}.subject, 'name', ${alias}.name,
    'email', ${alias}.email, 'ref', ${alias}.ref, 'groups', ${alias}.groups || ${onCallRefs(alias)} || ${more}, 'claims', ${alias}.claims, 'deactivatedAt', ${alias}.deactivated_at`;

/**
 * The columns of a principal as JSON, for statements that join one: an Identity. The schedules that it is on call for, by the
 * database's clock, stand among its groups; so do `more`, references that it had when it counted.
 */
export const identityJson = (alias: string, more?: string) => `json_build_object(${identity(alias, more)})`;

/** A whole Principal: the same, and whom it represents by the database's clock. */
export const principalJson = (alias: string, more?: string) =>
  `json_build_object(${identity(alias, more)},
    'slackUser', case when ${alias}.slack_user_id is not null then json_build_object('id', ${alias}.slack_user_id, 'team', ${alias}.slack_team_id) end,
    'standsInFor', (select coalesce(json_agg(${identityJson("away")} order by away.id), '[]'::json)
    from stand_in si join principal away on away.id = si.principal_id
    where si.stand_in_id = ${alias}.id and ${isRunning("si")} and away.deactivated_at is null))`;

export async function findPrincipal(db: Queryable, id: string): Promise<Principal | null> {
  const { rows } = await db.query<{ principal: Principal }>(
    statement(
      "principal-by-id",
      `select ${principalJson("p")} as principal from principal p where p.id = $1`,
      [id],
    ),
  );
  return rows[0]?.principal ?? null;
}

/** Those of these ids that are somebody's, unless deactivated. */
export async function listPrincipalsById(db: Queryable, ids: readonly string[]): Promise<Principal[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<{ principal: Principal }>(
    statement(
      "principals-by-id",
      `select ${principalJson("p")} as principal from principal p where p.id = any($1::text[]) and p.deactivated_at is null`,
      [ids],
    ),
  );
  return rows.map(({ principal }) => principal);
}

/** Everybody whom an id, a reference of a person or "issuer#subject" names: at most two, for it should be one. */
export async function findPrincipals(db: Queryable, name: string): Promise<Principal[]> {
  const { rows } = await db.query<{ principal: Principal }>(statement("principals-named", namedSql, [name]));
  return distinctPrincipals(rows.map(({ principal }) => principal));
}

const namedSql = `
select ${principalJson("p")} as principal from principal p where p.id = $1
union all
select ${principalJson("p")} from principal p where p.ref = $1
union all
select ${principalJson("p")} from principal p where p.issuer = left($1, strpos($1, '#') - 1) and p.subject = substr($1, strpos($1, '#') + 1) and strpos($1, '#') > 1
limit 3`;

/** Principals that hold any of `refs`, and those who stand in for one who does, unless deactivated; the nearest `limit` of them. */
export async function listPrincipalsHolding(
  db: Queryable,
  refs: readonly string[],
  limit: number,
): Promise<Principal[]> {
  if (refs.length === 0) return [];
  const { rows } = await db.query<{ principal: Principal }>(
    statement("principals-holding", principalsHolding("$1", "$2"), [refs, limit]),
  );
  return rows.map(({ principal }) => principal);
}

/** Somebody may be named in more than one way. */
export const distinctPrincipals = (principals: readonly Principal[]): Principal[] => [
  ...new Map(principals.map((principal) => [principal.id, principal])).values(),
];

/**
 * The statement of `listPrincipalsHolding` over two placeholders, for statements that hold it. Each way of being named has an
 * index of its own; joined by "or" they would all be passed over. Where there are more than the limit, always the same are left
 * out: whoever is named, on call or standing in comes before members of groups, people before workloads, then the id counts.
 */
export const principalsHolding = (refs: string, limit: string) => `
select ${principalJson("p")} as principal from (
  select holding.id, min(holding.distance) as distance from (${namedByAny(refs)}) holding
  group by holding.id order by 2, 1 limit ${limit}) nearest
join principal p on p.id = nearest.id order by nearest.distance, p.id`;

const distanceOf = (way: number) => `case when p.kind = 'user' then ${way} else ${way} + 10 end as distance`;

const namedByAny = (refs: string) => `
select p.id, ${distanceOf(0)} from principal p where p.ref = any(${refs}::text[]) and p.deactivated_at is null
union all
select p.id, ${distanceOf(0)} from unnest(${refs}::text[]) as named(ref) join principal p
  on p.issuer = left(named.ref, strpos(named.ref, '#') - 1) and p.subject = substr(named.ref, strpos(named.ref, '#') + 1)
where strpos(named.ref, '#') > 1 and p.deactivated_at is null
union all
select p.id, ${distanceOf(1)} from on_call_shift shift join on_call_schedule schedule on schedule.name = shift.schedule
  join lateral (${holdersOf("shift")}) named on true join principal p on p.id = named.id
where 'oncall:default/' || shift.schedule = any(${refs}::text[]) and ${isOnCallNow("shift", "schedule")} and ${isHolder("shift", "p")}
  and p.deactivated_at is null
union all
select p.id, ${distanceOf(2)} from stand_in si join principal holder on holder.id = si.principal_id join principal p on p.id = si.stand_in_id
where ${isRunning("si")} and holder.deactivated_at is null and p.deactivated_at is null
  and ((holder.groups || ${onCallRefs("holder")}) && ${refs}::text[] or holder.ref = any(${refs}::text[]) or holder.issuer || '#' || holder.subject = any(${refs}::text[]))
union all
select p.id, ${distanceOf(3)} from principal p where p.groups && ${refs}::text[] and p.deactivated_at is null`;
