import { type Queryable, statement } from "@/lib/db/pool";
import type { AccessTrait } from "./trait";

// Declarations never change once written, so what was read once stays true.
const cache = new Map<string, AccessTrait>();
const cacheLimit = 5_000;

/** The traits of declaration versions by id. */
export async function getTraits(
  db: Queryable,
  ids: readonly (string | null)[],
): Promise<Map<string, AccessTrait>> {
  const wanted = new Set(ids.filter((id) => id !== null));
  const missing = [...wanted].filter((id) => !cache.has(id));
  if (missing.length > 0) {
    const { rows } = await db.query<{ id: string; trait: AccessTrait }>(
      statement("declaration-traits", "select id, trait from declaration where id = any($1::text[])", [
        missing,
      ]),
    );
    if (cache.size + rows.length > cacheLimit) cache.clear();
    for (const row of rows) cache.set(row.id, row.trait);
    return pick(wanted, new Map(rows.map((row) => [row.id, row.trait])));
  }
  return pick(wanted, new Map());
}

export async function getTrait(db: Queryable, id: string): Promise<AccessTrait> {
  const trait = (await getTraits(db, [id])).get(id);
  if (!trait) throw new Error(`declaration ${id} is referenced but not stored`);
  return trait;
}

function pick(
  wanted: ReadonlySet<string>,
  fresh: ReadonlyMap<string, AccessTrait>,
): Map<string, AccessTrait> {
  const traits = new Map<string, AccessTrait>();
  for (const id of wanted) {
    const trait = fresh.get(id) ?? cache.get(id);
    if (trait) traits.set(id, trait);
  }
  return traits;
}
