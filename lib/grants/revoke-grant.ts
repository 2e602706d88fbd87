import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { closeExtensions } from "@/lib/requests/close-extensions";
import { objectionTo } from "./policy";
import { getGrantInTransaction, lockGrant } from "./queries";
import { revokeGrantSchema } from "./schema";
import type { GrantView } from "./view";

/** Ends access now: by an owner or an admin, or by the holder, who gives it back. `conflict` when it has ended already. */
export async function revokeGrant(ctx: Context, id: string, input: unknown): Promise<GrantView> {
  const { reason } = parseInput(revokeGrantSchema, input);
  return transact(ctx, "grant.revoked", async (tx) => {
    const facts = await lockGrant(tx, ctx, id);
    const objection = objectionTo("revoke", ctx, facts);
    if (objection) throw new AppError(objection.code, objection.reason);
    const { row } = facts;
    const byId = ctx.actor.kind === "system" ? null : ctx.actor.principal.id;
    await tx.query("grant-revoke", revokeSql, [id, row.now, byId, reason]);
    const detail = {
      reason,
      role: row.role,
      environment: row.environment,
      gaveBack: byId === row.principal.id,
    };
    const closed = await closeExtensions(tx, row.now, [id]);
    await tx.audit(
      row.now,
      [{ action: "grant.revoked", detail }, ...closed.events],
      [{ noun: "grant", id, audience: [row.principal.id, ...facts.current.owners] }, ...closed.changes],
    );
    return getGrantInTransaction(tx, ctx, id);
  });
}

const revokeSql =
  "update access_grant set status = 'revoked', revoked_at = $2, revoked_by_id = $3, revoke_reason = $4 where id = $1";
