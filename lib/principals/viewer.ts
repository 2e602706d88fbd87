import type { Context } from "@/lib/context/context";
import { type Queryable, statement } from "@/lib/db/pool";
import { getTraits } from "@/lib/declarations/stored";
import { platformRolesOf } from "./platform-role";
import { type Identity, referencesOf } from "./principal";
import { standsFor } from "./standing";

/** What a viewer may see, in the form in which lists ask for it. */
export interface Viewer extends Seats {
  id: string;
  /** Admins and auditors see everything. */
  seesAll: boolean;
  /** The own ones, and those of the people whom the viewer stands in for: for requests, and for nothing else. */
  seats: Seats;
}

interface Seats {
  refs: string[];
  /** Services that somebody owns or decides for through claims and not through a reference. */
  trustedServiceIds: string[];
}

export async function viewerOf(db: Queryable, ctx: Context): Promise<Viewer> {
  if (ctx.actor.kind === "system") return { id: "", seesAll: true, ...noSeats, seats: noSeats };
  const { principal } = ctx.actor;
  const seesAll = platformRolesOf(principal, ctx.runtime.config).length > 0;
  const represented = principal.standsInFor;
  const refs = referencesOf(principal);
  const trustedServiceIds = seesAll ? [] : await servicesTrusting(db, ctx, [principal]);
  const seats =
    represented.length === 0
      ? { refs, trustedServiceIds }
      : {
          refs: [...refs, ...represented.flatMap(referencesOf)],
          trustedServiceIds: await servicesTrusting(db, ctx, [principal, ...represented]),
        };
  return { id: principal.id, seesAll, refs, trustedServiceIds, seats };
}

const noSeats: Seats = { refs: [], trustedServiceIds: [] };

async function servicesTrusting(db: Queryable, ctx: Context, people: readonly Identity[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string; declaration_id: string }>(
    statement("services-with-trust", selectWithTrust),
  );
  const traits = await getTraits(
    db,
    rows.map((row) => row.declaration_id),
  );
  return rows.flatMap(({ id, declaration_id }) => {
    const trait = traits.get(declaration_id);
    return trait && people.some((person) => standsFor(person, trait, ctx.runtime.config)) ? [id] : [];
  });
}

const selectWithTrust = `
select s.id, s.declaration_id from service s join declaration d on d.id = s.declaration_id where d.trait ->> 'trust' is not null`;
