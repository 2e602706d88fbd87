import { type Queryable, statement } from "@/lib/db/pool";
import type { Principal, SlackUser } from "./principal";
import { principalJson } from "./queries";

/**
 * The one active principal who is this user of Slack by their issuer's word. Nobody, when two claim to be them: which one
 * clicked, or should read, cannot be known.
 */
export async function findSlackUser(
  db: Queryable,
  user: SlackUser,
): Promise<{ principal: Principal } | { principal: null; claimedBy: number }> {
  const { rows } = await db.query<{ principal: Principal }>(
    statement("principals-slack", claimantsSql, [user.id, user.team]),
  );
  const [only, another] = rows;
  return only && !another ? { principal: only.principal } : { principal: null, claimedBy: rows.length };
}

// An issuer that does not say which workspace it means may mean any.
const claimantsSql = `
select ${principalJson("p")} as principal from principal p
where p.slack_user_id = $1 and ($2::text is null or p.slack_team_id is null or p.slack_team_id = $2) and p.deactivated_at is null
order by p.id limit 2`;
