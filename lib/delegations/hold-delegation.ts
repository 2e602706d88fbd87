import type { Context } from "@/lib/context/context";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import type { Principal } from "@/lib/principals/principal";
import type { NamedDelegation } from "./delegation-token";
import { objectionToActor } from "./policy";

/** Whom a workload acts for, under which access and until when. */
export interface HeldDelegation {
  id: string;
  principalId: string;
  grantId: string;
  expiresAt: Date;
}

/**
 * Holds a delegation for whoever uses it now, so that nobody ends it before the token that they get is there to be ended with
 * it. Throws `forbidden`: why they may not act by it.
 */
export async function holdDelegation(
  tx: Transaction,
  ctx: Context,
  actor: Principal,
  named: NamedDelegation,
): Promise<HeldDelegation> {
  const [row] = await tx.query<Row>("delegation-hold", holdSql, [named.id]);
  if (!row) throw new AppError("forbidden", "subject_token: the delegation is over.");
  // Whoever let somebody act hears of what was tried by it, and by whom.
  tx.about.subject = row.principal_id;
  tx.about.grantId = row.grant_id;
  tx.about.detail = { actsFor: row.name, delegation: row.id };
  const objection = objectionTo(row, actor, named) ?? objectionToActor(actor, ctx.runtime.config);
  if (objection) throw new AppError("forbidden", objection);
  return { id: row.id, principalId: row.principal_id, grantId: row.grant_id, expiresAt: row.expires_at };
}

interface Row {
  id: string;
  principal_id: string;
  workload_id: string;
  grant_id: string;
  name: string;
  deactivated: boolean;
  expires_at: Date;
  ended: boolean;
  over: boolean;
  signed: boolean;
}

function objectionTo(row: Row, actor: Principal, named: NamedDelegation): string | null {
  if (row.workload_id !== actor.id || named.workloadId !== actor.id)
    return `subject_token: it lets another workload act, not ${actor.name} (may_act).`;
  if (row.deactivated) return `subject_token: ${row.name} was deactivated here.`;
  if (row.ended) return `subject_token: ${row.name} took the delegation back.`;
  if (row.over || !row.signed) return "subject_token: the delegation is over.";
  return null;
}

const holdSql = `
select d.id, d.principal_id, d.workload_id, d.grant_id, p.name, p.deactivated_at is not null as deactivated, d.expires_at,
  d.ended_at is not null as ended, d.expires_at <= clock_timestamp() as over, k.retired_at is null as signed
from delegation d join principal p on p.id = d.principal_id join signing_key k on k.kid = d.kid
where d.id = $1 for share of d`;
