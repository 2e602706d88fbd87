import { actingPrincipal } from "@/lib/context/acting-principal";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { requestChanged } from "./changed";
import { objectionTo } from "./policy";
import { lockRequest, viewWritten } from "./queries";
import type { RequestView } from "./view";

/** "I am looking at it", for whoever may decide. It lapses by itself, and keeps nobody else from deciding. */
export async function claimRequest(ctx: Context, id: string): Promise<RequestView> {
  return transact(ctx, "request.claimed", async (tx) => {
    const facts = await lockRequest(tx, ctx, id);
    const objection = objectionTo("claim", ctx, facts);
    if (objection) throw new AppError(objection.code, objection.reason);
    const { row } = facts;
    const principal = actingPrincipal(ctx);
    await tx.query("claim-write", writeSql, [id, principal.id, row.now]);
    await tx.audit(row.now, [{ action: "request.claimed" }], [requestChanged(facts)]);
    const others = row.claims.filter((claim) => claim.principal.id !== principal.id);
    const claims = [...others, { principal, at: row.now.toISOString() }];
    return viewWritten(tx, ctx, { ...row, claims });
  });
}

// One that lapsed is still there until it is swept.
const writeSql = `
insert into request_claim (request_id, principal_id, claimed_at) values ($1, $2, $3)
on conflict (request_id, principal_id) do update set claimed_at = excluded.claimed_at`;
