import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { requireAdmin } from "@/lib/principals/admin";

/** Asks every process to look at a source now. Platform admins only. */
export async function syncNow(ctx: Context, name: string): Promise<{ name: string }> {
  return transact(ctx, "source.sync-requested", async (tx) => {
    tx.about.detail = { source: name };
    requireAdmin(ctx, "look at a source at once");
    if (!ctx.runtime.config.sources.some((source) => source.name === name))
      throw new AppError("not-found", "daypass.yaml names no source of this name.");
    await requestSync(tx, name, { action: "source.sync-requested" });
    return { name };
  });
}

/** Wakes whoever follows the source, in every process, when the transaction commits. */
export async function requestSync(tx: Transaction, name: string, event: AuditInput): Promise<void> {
  const [row] = await tx.query<{ now: Date }>("now", "select clock_timestamp() as now");
  const change = { noun: "source" as const, id: name, audience: [], wanted: "sync" as const };
  await tx.audit(row?.now ?? new Date(), [event], [change]);
}
