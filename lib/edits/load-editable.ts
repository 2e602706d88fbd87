import type { Context } from "@/lib/context/context";
import { printable } from "@/lib/declarations/printable";
import { getTrait } from "@/lib/declarations/stored";
import { AppError } from "@/lib/errors/app-error";
import type { Surroundings } from "./application-around";
import { mayEdit } from "./policy";
import { type EditRow, findEditRow } from "./row";

/**
 * The declaration of a service for somebody who may change it. Throws `not-found`, also when its source no longer declares
 * it, and `forbidden` for whoever neither owns it nor runs the platform.
 */
export async function loadEditable(ctx: Context, ref: string): Promise<EditRow> {
  const { pool } = ctx.runtime;
  const row = await findEditRow(pool, ref);
  if (!row) throw new AppError("not-found", `No service "${printable(ref, 200)}" is declared here.`);
  const inForce = await getTrait(pool, row.declaration_id);
  if (!mayEdit(ctx, inForce))
    throw new AppError("forbidden", `Only owners of ${row.title} and platform admins edit its declaration.`);
  if (row.status !== "active")
    throw new AppError("not-found", `${row.title} is no longer declared, so there is nothing to edit.`);
  return row;
}

/** Around an edited trait stand the names that its file has, or else those that the trait itself mentions. */
export const surroundingsOf = ({ trait, topologies, ...names }: EditRow): Surroundings => ({
  namespace: names.namespace,
  application: names.application,
  component: names.component,
  topologies: topologies ?? Object.values(trait.environments ?? {}).flatMap(({ topology }) => topology ?? []),
});
