import type { Transaction } from "@/lib/db/transaction";

interface Holder {
  principalId: string;
  serviceId: string;
  now: Date;
}

/**
 * A role that this person holds, or will hold, and that may not be held together with another one (separation of duties).
 * Two grants for one person may be opened at once: whoever comes second waits here, and sees the first one's.
 */
export async function conflictingRole(
  tx: Transaction,
  { principalId, serviceId, now }: Holder,
  conflictsWith: readonly string[],
  statuses: readonly ("scheduled" | "active")[] = ["scheduled", "active"],
): Promise<string | null> {
  if (conflictsWith.length === 0) return null;
  await lockHolder(tx, principalId);
  const [held] = await tx.query<{ role: string }>("roles-held", heldSql, [
    principalId,
    serviceId,
    now,
    conflictsWith,
    statuses,
  ]);
  return held?.role ?? null;
}

export async function lockHolder(tx: Transaction, principalId: string): Promise<void> {
  await tx.query("principal-lock", "select 1 from principal where id = $1 for no key update", [principalId]);
}

const heldSql = `
select role from access_grant
where principal_id = $1 and service_id = $2 and status = any($5::grant_status[]) and ends_at > $3 and role = any($4::text[])
order by id limit 1`;
