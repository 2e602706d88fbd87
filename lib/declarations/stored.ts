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
  const traits = new Map<string, AccessTrait>();
  const missing = new Set<string>();
  for (const id of ids) {
    if (id === null) continue;
    const trait = cache.get(id);
    if (trait) traits.set(id, trait);
    else missing.add(id);
  }
  if (missing.size === 0) return traits;
  const { rows } = await db.query<{ id: string; trait: AccessTrait }>(
    statement("declaration-traits", "select id, trait from declaration where id = any($1::text[])", [
      [...missing],
    ]),
  );
  if (cache.size + rows.length > cacheLimit) cache.clear();
  for (const row of rows) {
    cache.set(row.id, row.trait);
    traits.set(row.id, row.trait);
  }
  return traits;
}

export async function getTrait(db: Queryable, id: string): Promise<AccessTrait> {
  const trait = (await getTraits(db, [id])).get(id);
  if (!trait) throw new Error(`declaration ${id} is referenced but not stored`);
  return trait;
}
