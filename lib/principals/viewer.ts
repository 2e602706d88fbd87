import type { Context } from "@/lib/context/context";
import { type Queryable, statement } from "@/lib/db/pool";
import { getTraits } from "@/lib/declarations/stored";
import { platformRolesOf } from "./platform-role";
import { referencesOf } from "./principal";
import { standsFor } from "./standing";

/** What a viewer may see, in the form in which lists ask for it. */
export interface Viewer {
  id: string;
  /** Admins and auditors see everything. */
  seesAll: boolean;
  refs: string[];
  /** Services that the viewer owns or decides for through claims and not through a reference. */
  trustedServiceIds: string[];
}

export async function viewerOf(db: Queryable, ctx: Context): Promise<Viewer> {
  if (ctx.actor.kind === "system") return { id: "", seesAll: true, refs: [], trustedServiceIds: [] };
  const { principal } = ctx.actor;
  const { config } = ctx.runtime;
  const seesAll = platformRolesOf(principal, config).length > 0;
  const viewer: Viewer = { id: principal.id, seesAll, refs: referencesOf(principal), trustedServiceIds: [] };
  if (seesAll) return viewer;
  const { rows } = await db.query<{ id: string; declaration_id: string }>(
    statement("services-with-trust", selectWithTrust),
  );
  const traits = await getTraits(
    db,
    rows.map((row) => row.declaration_id),
  );
  for (const row of rows) {
    const trait = traits.get(row.declaration_id);
    if (!trait) continue;
    if (standsFor(principal, trait, config)) viewer.trustedServiceIds.push(row.id);
  }
  return viewer;
}

const selectWithTrust = `
select s.id, s.declaration_id from service s join declaration d on d.id = s.declaration_id where d.trait ->> 'trust' is not null`;
