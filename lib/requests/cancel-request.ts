import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { authorize } from "./policy";
import { lockRequest, viewWritten } from "./queries";
import { partiesOf } from "./row";
import type { RequestView } from "./view";

/** The requester takes a pending request back. `conflict` when it was decided, or closed by itself, meanwhile. */
export async function cancelRequest(ctx: Context, id: string): Promise<RequestView> {
  return transact(ctx, "request.cancelled", async (tx) => {
    const facts = await lockRequest(tx, ctx, id);
    authorize("cancel", ctx, facts);
    const { row } = facts;
    await tx.query(
      "request-cancel",
      "update access_request set status = 'cancelled', closed_at = $2 where id = $1",
      [id, row.now],
    );
    await tx.audit(
      row.now,
      [{ action: "request.cancelled", detail: { role: row.role, environment: row.environment } }],
      [{ noun: "request", id, audience: [...partiesOf(row), ...row.approver_refs, ...facts.current.owners] }],
    );
    return viewWritten(tx, ctx, { ...row, status: "cancelled", closed_at: row.now });
  });
}
