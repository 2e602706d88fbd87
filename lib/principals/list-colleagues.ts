import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";

export interface Colleague {
  id: string;
  name: string;
}

/** People who are in a group with the caller, by name: whom to name without knowing an id. At most 200. */
export async function listColleagues(ctx: Context): Promise<Colleague[]> {
  if (ctx.actor.kind !== "user") return [];
  const { rows } = await ctx.runtime.pool.query<Colleague>(
    statement("colleagues", colleaguesSql, [ctx.actor.principal.id]),
  );
  return rows;
}

const colleaguesSql = `
select p.id, p.name from principal p join principal me on me.id = $1
where p.groups && me.groups and p.kind = 'user' and p.deactivated_at is null and p.id <> me.id order by p.name, p.id limit 200`;
