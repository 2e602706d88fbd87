import type { Context } from "@/lib/context/context";
import { binder } from "@/lib/db/bind";
import { type Queryable, statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";
import { isCounted } from "./policy";

/** Whether there is anything that the caller gets numbers about. */
export async function mayReadInsight(ctx: Context): Promise<boolean> {
  const { pool } = ctx.runtime;
  return ownsAny(pool, await viewerOf(pool, ctx));
}

async function ownsAny(db: Queryable, viewer: Viewer): Promise<boolean> {
  if (viewer.seesAll) return true;
  const { bind, values } = binder();
  const text = `select exists (select from service s where ${isCounted(viewer, bind)}) as owns`;
  const { rows } = await db.query<{ owns: boolean }>(statement("insight-owns", text, values));
  return rows[0]?.owns ?? false;
}

export async function requireInsight(db: Queryable, viewer: Viewer): Promise<void> {
  if (!(await ownsAny(db, viewer)))
    throw new AppError("forbidden", "Insight is for those who own a service, for admins and for auditors.");
}
