import type { Queryable } from "@/lib/db/pool";
import { getTraits } from "@/lib/declarations/stored";
import type { ProposalFacts } from "./policy";
import type { ProposalRow } from "./row";

/** Proposals with the declaration that counts now and the one that waits. */
export async function loadFacts(db: Queryable, rows: readonly ProposalRow[]): Promise<ProposalFacts[]> {
  const traits = await getTraits(
    db,
    rows.flatMap((row) => [row.service.declarationId, row.after.id]),
  );
  return rows.map((row) => {
    const inForce = traits.get(row.service.declarationId);
    const declared = traits.get(row.after.id);
    if (!inForce || !declared) throw new Error(`proposal ${row.id} names a declaration that is not stored`);
    return { row, inForce, declared };
  });
}
