import { actingPrincipal } from "@/lib/context/acting-principal";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { requestChanged } from "./changed";
import { objectionTo } from "./policy";
import { lockRequest, viewWritten } from "./queries";
import type { RequestView } from "./view";

/** "I am not looking at it any more." `conflict` when the claim lapsed or the request moved on. */
export async function releaseClaim(ctx: Context, id: string): Promise<RequestView> {
  return transact(ctx, "request.released", async (tx) => {
    const facts = await lockRequest(tx, ctx, id);
    const objection = objectionTo("release", ctx, facts);
    if (objection) throw new AppError(objection.code, objection.reason);
    const { row } = facts;
    const principal = actingPrincipal(ctx);
    await tx.query("claim-release", "delete from request_claim where request_id = $1 and principal_id = $2", [
      id,
      principal.id,
    ]);
    await tx.audit(row.now, [{ action: "request.released" }], [requestChanged(facts)]);
    const claims = row.claims.filter((claim) => claim.principal.id !== principal.id);
    return viewWritten(tx, ctx, { ...row, claims });
  });
}
