import type { Config } from "@/lib/config/config";
import { type Queryable, statement } from "@/lib/db/pool";
import { allowsAll } from "@/lib/declarations/allows-all";
import { type RoleRules, rulesFor } from "@/lib/declarations/rules";
import { standingOf } from "@/lib/principals/standing";
import { offers, type RequestFacts } from "./facts";

/** What whoever decides wants to know of the person and the role, beside the request itself. */
export interface KnownHere {
  /** What this person had of this role here before; null: nothing. */
  past: { count: number; lastEndedAt: string; ended: "by itself" | "given back" | "revoked" } | null;
  /** Roles that they hold here now and that allow all of what is asked. */
  covers: { grantId: string; role: string }[];
  /** The largest role that they may ask for here, allows a part of what is asked and no more, and is of lower risk. */
  smaller: { role: string; risk: RoleRules["risk"] } | null;
}

/** Of many requests in one question. */
export async function knownHere(
  db: Queryable,
  requests: readonly RequestFacts[],
  config: Config,
): Promise<KnownHere[]> {
  if (requests.length === 0) return [];
  const of = <T>(pick: (row: RequestFacts["row"]) => T) => requests.map(({ row }) => pick(row));
  const values = [
    of((row) => row.requester.id),
    of((row) => row.service.id),
    of((row) => row.role),
    of((row) => row.environment),
    of((row) => row.grant_id),
  ];
  const { rows } = await db.query<Known>(statement("requests-known-here", knownSql, values));
  return requests.map((facts, index) => {
    const { count = 0, last = null, held = [] } = rows[index] ?? {};
    const { requester } = facts.row;
    return {
      past: last && {
        count,
        lastEndedAt: new Date(last.endedAt).toISOString(),
        ended: last.revokedBy === undefined ? "by itself" : endedBy(last.revokedBy, requester.id),
      },
      covers: held.filter(({ role }) => {
        const other = rulesOf(facts, role, config);
        return facts.currentRules !== null && other !== null && allowsAll(other, facts.currentRules);
      }),
      smaller: smallerRole(facts, config),
    };
  });
}

const endedBy = (by: string | null, holder: string) => (by === holder ? "given back" : "revoked");

/** What another role of the service means in the same place; null where it is not offered. */
function rulesOf({ row, current }: RequestFacts, role: string, config: Config): RoleRules | null {
  if (role === row.role || !offers(current, { role, environment: row.environment })) return null;
  return rulesFor(current, role, row.environment, config.limits);
}

const risks = ["low", "medium", "high", "critical"] as const;

// Whether it would do for what they want is not known: that it gives less is.
function smallerRole(facts: RequestFacts, config: Config): KnownHere["smaller"] {
  const { row, current, currentRules: asked } = facts;
  if (!asked || row.extends) return null;
  const standing = standingOf(row.requester, current, config);
  const smaller = Object.keys(current.roles).flatMap((role) => {
    const rules = rulesOf(facts, role, config);
    const isLess =
      rules &&
      risks.indexOf(rules.risk) < risks.indexOf(asked.risk) &&
      allowsAll(asked, rules) &&
      !rules.breakGlass &&
      rules.unsupported.length === 0 &&
      standing.mayAskFor(role, rules.eligible);
    return isLess ? [{ role, rules }] : [];
  });
  const largest = smaller.find(({ rules }) => smaller.every((other) => allowsAll(rules, other.rules)));
  return largest ? { role: largest.role, risk: largest.rules.risk } : null;
}

interface Known {
  count: number;
  last: { endedAt: string; revokedBy?: string | null } | null;
  held: { grantId: string; role: string }[];
}

const knownSql = `
select had.count, had.last, held.held
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) with ordinality
  as asked(principal_id, service_id, role, environment, grant_id, place)
cross join lateral (
  select count(*)::int as count,
    (array_agg(case when g.status = 'revoked' then json_build_object('endedAt', g.revoked_at, 'revokedBy', g.revoked_by_id)
        else json_build_object('endedAt', g.ends_at) end order by coalesce(g.revoked_at, g.ends_at) desc))[1] as last
  from access_grant g
  where g.principal_id = asked.principal_id and g.service_id = asked.service_id and g.role = asked.role
    and g.id is distinct from asked.grant_id and (g.status in ('expired', 'revoked') or g.ends_at <= statement_timestamp())) had
cross join lateral (
  select coalesce(json_agg(json_build_object('grantId', g.id, 'role', g.role) order by g.id), '[]'::json) as held
  from access_grant g
  where g.principal_id = asked.principal_id and g.service_id = asked.service_id and g.id is distinct from asked.grant_id
    and g.environment is not distinct from asked.environment
    and g.status = 'active' and g.starts_at <= statement_timestamp() and g.ends_at > statement_timestamp()) held
order by asked.place`;
