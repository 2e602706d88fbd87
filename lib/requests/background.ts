import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { standingOf } from "@/lib/principals/standing";
import { type KnownHere, knownHere } from "./known-here";
import { getRequestFacts } from "./queries";

/** What helps to decide beside the request itself. */
export interface Background extends KnownHere {
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
  const { pool, config } = ctx.runtime;
  const { row, current, currentRules, pinnedRules } = facts;
  const rules = currentRules ?? pinnedRules;
  const [[known], { rows }] = await Promise.all([
    knownHere(pool, [facts], config),
    pool.query<Usual>(statement("request-usual", usualSql, [row.service.id, row.role])),
  ]);
  const [usual] = rows;
  if (!known || !usual) throw new Error("each of these statements gives a row for every request");
  const { refs } = standingOf(row.requester, current, config);
  return {
    ...known,
    usualSeconds: usual.approved >= fewest ? usual.seconds : null,
    limit: { seconds: rules.maxDurationSeconds, name: rules.cappedBy },
    eligibleAs: rules.eligible.find((ref) => refs.has(ref)) ?? null,
  };
}

interface Usual {
  approved: number;
  seconds: number | null;
}

const usualSql = `
select count(*)::int as approved, percentile_disc(0.5) within group (order by seconds)::int as seconds
from (select effective_duration_seconds as seconds from access_request
  where service_id = $1 and role = $2 and status = 'approved' order by id desc limit 50) approved`;
