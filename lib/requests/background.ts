import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { rulesFor } from "@/lib/declarations/rules";
import { standingOf } from "@/lib/principals/standing";
import { offers, type RequestFacts } from "./facts";
import { getRequestFacts } from "./queries";

/** What helps to decide beside the request itself. */
export interface Background {
  /** What this person had of this role here before; null: nothing. */
  past: { count: number; lastEndedAt: string; ended: "by itself" | "given back" | "revoked" } | null;
  /** Roles that they hold here now and that allow all of what is asked. */
  covers: { grantId: string; role: string }[];
  /** Half of the last approved requests for the role got this or less; null: too few are known. */
  usualSeconds: number | null;
  limit: { seconds: number; name: string };
  /** The reference through which they may ask; null: none any more, or a claim of their sign-in. */
  eligibleAs: string | null;
}

const fewest = 3;

/** Throws `not-found` like the request itself. */
export async function getBackground(ctx: Context, id: string): Promise<Background> {
  const facts = await getRequestFacts(ctx, id);
  const { row, current, currentRules, pinnedRules } = facts;
  const rules = currentRules ?? pinnedRules;
  const values = [row.requester.id, row.service.id, row.role, row.grant_id, row.environment];
  const { rows } = await ctx.runtime.pool.query<Known>(statement("request-background", knownSql, values));
  const [known] = rows;
  if (!known) throw new Error("a statement without a table always gives its row");
  const { refs } = standingOf(row.requester, current, ctx.runtime.config);
  return {
    past: known.last && {
      count: known.count,
      lastEndedAt: new Date(known.last.endedAt).toISOString(),
      ended:
        known.last.revokedBy === undefined ? "by itself" : endedBy(known.last.revokedBy, row.requester.id),
    },
    covers: known.held.filter(({ role }) => covers(facts, role, ctx)),
    usualSeconds: known.approved >= fewest ? known.usual : null,
    limit: { seconds: rules.maxDurationSeconds, name: rules.cappedBy },
    eligibleAs: rules.eligible.find((ref) => refs.has(ref)) ?? null,
  };
}

const endedBy = (by: string | null, holder: string) => (by === holder ? "given back" : "revoked");

/** Whether another role of the service allows, in the same place, all that the one asked for does. */
function covers({ row, current, currentRules }: RequestFacts, role: string, ctx: Context): boolean {
  if (!currentRules || role === row.role || !offers(current, { role, environment: row.environment }))
    return false;
  const other = rulesFor(current, role, row.environment, ctx.runtime.config.limits);
  const within = (part: string[], whole: string[]) => part.every((each) => whole.includes(each));
  return (
    within(currentRules.scopes, other.scopes) &&
    within(currentRules.actions, other.actions) &&
    // No resources named: all of them.
    (other.resources.length === 0 ||
      (currentRules.resources.length > 0 && within(currentRules.resources, other.resources)))
  );
}

interface Known {
  count: number;
  last: { endedAt: string; revokedBy?: string | null } | null;
  held: { grantId: string; role: string }[];
  approved: number;
  usual: number | null;
}

const knownSql = `
with had as (
  select coalesce(g.revoked_at, g.ends_at) as ended_at, g.status, g.revoked_by_id from access_grant g
  where g.principal_id = $1 and g.service_id = $2 and g.role = $3 and g.id is distinct from $4
    and (g.status in ('expired', 'revoked') or g.ends_at <= statement_timestamp())),
approved as (
  select effective_duration_seconds as seconds from access_request
  where service_id = $2 and role = $3 and status = 'approved' order by id desc limit 50)
select (select count(*)::int from had) as count,
  (select case when status = 'revoked' then json_build_object('endedAt', ended_at, 'revokedBy', revoked_by_id)
      else json_build_object('endedAt', ended_at) end
    from had order by ended_at desc limit 1) as last,
  (select coalesce(json_agg(json_build_object('grantId', g.id, 'role', g.role) order by g.id), '[]'::json) from access_grant g
    where g.principal_id = $1 and g.service_id = $2 and g.id is distinct from $4 and g.environment is not distinct from $5
      and g.status = 'active' and g.starts_at <= statement_timestamp() and g.ends_at > statement_timestamp()) as held,
  (select count(*)::int from approved) as approved,
  (select percentile_disc(0.5) within group (order by seconds)::int from approved) as usual`;
