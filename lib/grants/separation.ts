import { type Queryable, statement } from "@/lib/db/pool";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";

interface Holder {
  principalId: string;
  serviceId: string;
  now: Date;
}

/**
 * A role that this person holds, or will hold, and that may not be held together with another one (separation of duties).
 * The caller holds the person locked: of two grants that are opened at once, the second one sees the first.
 */
export async function conflictingRole(
  tx: Transaction,
  { principalId, serviceId, now }: Holder,
  conflictsWith: readonly string[],
  statuses: readonly ("scheduled" | "active")[] = ["scheduled", "active"],
): Promise<string | null> {
  if (conflictsWith.length === 0) return null;
  const [held] = await tx.query<{ role: string }>("roles-held", heldSql, [
    principalId,
    serviceId,
    now,
    conflictsWith,
    statuses,
  ]);
  return held?.role ?? null;
}

/**
 * Nothing else is given to this person, and they are not deactivated, until the transaction ends; throws `not-eligible` where
 * they have been. Everybody locks in one order: services, the person, their grants, their requests.
 */
export async function lockHolder(db: Queryable, { id, name }: { id: string; name: string }): Promise<void> {
  const { rows } = await db.query<{ deactivated_at: Date | null }>(statement("holder-lock", lockSql, [id]));
  if (rows[0]?.deactivated_at) throw new AppError("not-eligible", `${name} was deactivated meanwhile.`);
}

const lockSql = "select deactivated_at from principal where id = $1 for no key update";

const heldSql = `
select role from access_grant
where principal_id = $1 and service_id = $2 and status = any($5::grant_status[]) and ends_at > $3 and role = any($4::text[])
order by id limit 1`;
