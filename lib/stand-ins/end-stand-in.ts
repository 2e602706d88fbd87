import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { changesFor } from "./changes";
import { canView, objectionTo } from "./policy";
import { type StandInRow, standInColumns, standInJoins } from "./row";
import { type StandInView, standInView } from "./view";

/** Ends it now, or calls off what has not begun: who is away, who stands in, and admins. What was decided stays decided. */
export async function endStandIn(ctx: Context, id: string): Promise<StandInView> {
  return transact(ctx, "stand-in.ended", async (tx) => {
    const [row] = await tx.query<StandInRow>("stand-in-lock", lockSql, [id]);
    if (!row || !canView(ctx, row))
      throw new AppError("not-found", "No stand-in with this id is visible to you.");
    tx.about.subject = row.stand_in.id;
    const objection = objectionTo("end", ctx, row);
    if (objection) throw new AppError(objection.code, objection.reason);
    const by = ctx.actor.kind === "system" ? null : ctx.actor.principal;
    await tx.query("stand-in-end", "update stand_in set ended_at = $2, ended_by_id = $3 where id = $1", [
      id,
      row.now,
      by?.id ?? null,
    ]);
    const detail = { for: row.absent.name };
    await tx.audit(row.now, [{ action: "stand-in.ended", detail }], changesFor(row.absent, row.stand_in));
    return standInView(ctx, { ...row, ended_at: row.now, ended_by: by && { id: by.id, name: by.name } });
  });
}

// The clock is read outside the locking part, after the lock was had.
const lockSql = `
with si as materialized (select * from stand_in where id = $1 for update) select ${standInColumns} from si ${standInJoins}`;
