import type { Queryable } from "@/lib/db/pool";
import type { Principal } from "@/lib/principals/principal";
import { listPrincipalsHolding } from "@/lib/principals/queries";
import type { Runtime } from "@/lib/runtime/runtime";

/** Nobody tells more people than that at once. */
export const mostPeople = 200;

export type FindHolders = (refs: readonly string[]) => Promise<Principal[]>;

/** Finds whoever holds references, for news about one thing; that there are more than are told is logged when it is first told. */
export const findHolders =
  (db: Queryable, { log }: Runtime, thread: string, isFirst: boolean): FindHolders =>
  async (refs) => {
    const found = await listPrincipalsHolding(db, refs, mostPeople + 1);
    if (found.length > mostPeople && isFirst)
      log.warn({ thread, refs, told: mostPeople }, "more people hold these references than are told");
    return found.slice(0, mostPeople);
  };
