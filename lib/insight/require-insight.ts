import type { Context } from "@/lib/context/context";
import { type Queryable, statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { type Viewer, viewerOf } from "@/lib/principals/viewer";

/** Whether there is anything that the caller gets numbers about. */
export async function mayReadInsight(ctx: Context): Promise<boolean> {
  const { pool } = ctx.runtime;
  return ownsAny(pool, await viewerOf(pool, ctx));
}

async function ownsAny(db: Queryable, viewer: Viewer): Promise<boolean> {
  if (viewer.seesAll) return true;
  const { rows } = await db.query<{ owns: boolean }>(
    statement("insight-owns", ownsSql, [viewer.refs, viewer.trustedServiceIds]),
  );
  return rows[0]?.owns ?? false;
}

const ownsSql = `
select exists (select from service s where s.owners && $1::text[]) or cardinality($2::text[]) > 0 as owns`;

export async function requireInsight(db: Queryable, viewer: Viewer): Promise<void> {
  if (!(await ownsAny(db, viewer)))
    throw new AppError("forbidden", "Insight is for those who own a service, for admins and for auditors.");
}
