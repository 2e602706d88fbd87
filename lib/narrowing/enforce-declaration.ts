import type { Context } from "@/lib/context/context";
import type { Transaction } from "@/lib/db/transaction";
import { findAffected, servicesInUse } from "./affected";
import { applyEffects } from "./apply-effects";
import { findEffects, type Replacement } from "./find-effects";

export interface ReplacedDeclaration extends Replacement {
  serviceId: string;
}

/**
 * Lets new declarations act on what is pending and running under the ones that they replace (rule 10). Called in the
 * transaction that puts them into force, after the services were locked and written: who asks, decides or gets a token
 * meanwhile has either been seen here or sees the new declaration. Costs one statement where nothing is in use.
 */
export async function enforceDeclarations(
  tx: Transaction,
  ctx: Context,
  replaced: readonly ReplacedDeclaration[],
): Promise<void> {
  if (replaced.length === 0) return;
  const used = await servicesInUse(
    tx.db,
    replaced.map(({ serviceId }) => serviceId),
  );
  for (const { serviceId, before, after } of replaced) {
    if (!used.has(serviceId)) continue;
    const affected = await findAffected(tx.db, serviceId, true);
    const effects = await findEffects(tx.db, ctx.runtime.config, { before, after }, affected);
    await applyEffects(tx, effects, [...before.owners, ...after.owners]);
  }
}
