import { actingPrincipal } from "@/lib/context/acting-principal";
import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { parseInput } from "@/lib/input/parse-input";
import type { Principal } from "@/lib/principals/principal";
import { distinctPrincipals, listPrincipalsHolding, principalJson } from "@/lib/principals/queries";
import { getRequestFacts } from "@/lib/requests/queries";
import { listMentionableSchema, type Mentioned } from "./schema";
import { sees } from "./sees";

const mostOffered = 20;
const mostLookedAt = 200;

/**
 * People whom the caller may mention in a comment on a request: others who can see it. Without `q` those whom it concerns,
 * who took part in it first; with `q`, whoever's name it is part of.
 */
export async function listMentionable(
  ctx: Context,
  id: string,
  input: unknown,
): Promise<{ items: Mentioned[] }> {
  const { q } = parseInput(listMentionableSchema, input);
  const facts = await getRequestFacts(ctx, id);
  const { row, current } = facts;
  const self = actingPrincipal(ctx).id;
  const tookPart = [row.requester, ...row.decisions.map(({ approver }) => approver)];
  const others = q
    ? await named(ctx, q)
    : await listPrincipalsHolding(
        ctx.runtime.pool,
        [...new Set([...row.approver_refs, ...current.owners])],
        mostLookedAt,
      );
  const matching = (person: Principal) => person.name.toLowerCase().includes(q.toLowerCase());
  const items = distinctPrincipals([...tookPart.filter(matching), ...byName(others)])
    .filter((person) => person.id !== self && sees(ctx, person, facts))
    .slice(0, mostOffered)
    .map((person) => ({ id: person.id, name: person.name }));
  return { items };
}

const byName = (people: readonly Principal[]) => people.toSorted((a, b) => a.name.localeCompare(b.name));

async function named(ctx: Context, q: string): Promise<Principal[]> {
  const pattern = `%${q.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const { rows } = await ctx.runtime.pool.query<{ principal: Principal }>(
    statement("people-named", selectNamed, [pattern, mostLookedAt]),
  );
  return rows.map(({ principal }) => principal);
}

const selectNamed = `
select ${principalJson("p")} as principal from principal p
where p.kind = 'user' and p.deactivated_at is null and p.name ilike $1 order by p.name, p.id limit $2`;
