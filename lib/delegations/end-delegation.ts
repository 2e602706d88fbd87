import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { isOver, mayEnd } from "./policy";
import { type DelegationRow, delegationColumns, delegationJoins } from "./row";
import { type DelegationView, delegationView } from "./view";

/** Takes it back now, with every token that was got by it. */
export async function endDelegation(ctx: Context, id: string): Promise<DelegationView> {
  return transact(ctx, "delegation.ended", async (tx) => {
    const [row] = await tx.query<DelegationRow>("delegation-lock", lockSql, [id]);
    if (!row || !mayEnd(ctx, row))
      throw new AppError("not-found", "No delegation with this id is visible to you.");
    Object.assign(tx.about, { subject: row.principal.id, service: row.service, grantId: row.grant_id });
    tx.about.detail = {
      delegation: id,
      role: row.role,
      workload: row.workload.name,
      workloadId: row.workload.id,
    };
    if (isOver(row)) throw new AppError("conflict", "It is over already.");
    await tx.query("delegation-end", "update delegation set ended_at = $2 where id = $1", [id, row.now]);
    const { principal, grant_id: grantId } = row;
    await tx.audit(
      row.now,
      [{ action: "delegation.ended" }],
      [{ noun: "grant", id: grantId, audience: [principal.id] }],
    );
    return delegationView(ctx, { ...row, ended_at: row.now });
  });
}

// The clock is read outside the locking part, after the lock was had.
const lockSql = `
with d as materialized (select * from delegation where id = $1 for update) select ${delegationColumns} from d ${delegationJoins}`;
