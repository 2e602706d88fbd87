import type { Queryable } from "@/lib/db/pool";
import type { Transaction } from "@/lib/db/transaction";
import { type Affected, findAffected, readGrants, readRequests, servicesInUse } from "./affected";
import { applyEffects } from "./apply-effects";
import type { Effects } from "./find-effects";

/** What happens to running grants of a service that is no longer declared. */
export type WhenGone = "end" | "keep";

/**
 * Closes what is pending at services that are withdrawn in the same transaction, and ends what runs there, unless their
 * source says that it goes on until its time is over.
 */
export async function enforceWithdrawal(
  tx: Transaction,
  { serviceIds, whenGone }: { serviceIds: readonly string[]; whenGone: WhenGone },
): Promise<void> {
  await tx.query("service-keeps", "update service set keeps_grants = $2 where id = any($1::text[])", [
    serviceIds,
    whenGone === "keep",
  ]);
  for (const serviceId of await servicesInUse(tx.db, serviceIds)) {
    const affected = await findAffected(tx.db, serviceId, true);
    const effects = await withdrawalEffects(tx.db, affected, whenGone);
    await applyEffects(tx, effects, effects.grants[0]?.row.service.owners ?? []);
  }
}

/** The same answer for the preview and for what is done. */
export async function withdrawalEffects(
  db: Queryable,
  affected: Affected,
  whenGone: WhenGone,
): Promise<Effects> {
  const effects: Effects = { grants: [], requests: [] };
  for await (const grants of readGrants(db, whenGone === "end" ? affected.grants : []))
    for (const { row } of grants) effects.grants.push({ row, effects: [{ kind: "end", reason: gone(row) }] });
  for await (const requests of readRequests(db, affected.requests))
    for (const { row } of requests)
      effects.requests.push({ row, effect: { kind: "close", reason: gone(row) } });
  return effects;
}

const gone = ({ service }: { service: { title: string } }) => `${service.title} is no longer declared`;
