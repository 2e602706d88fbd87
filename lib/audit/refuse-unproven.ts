import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import type { AppError } from "@/lib/errors/app-error";
import type { AuditAction } from "./actions";

const everyMs = 60_000;
const recordedAt = new Map<string, number>();

/**
 * Refuses a call from outside that does not prove whom it comes from. Its sender must not be able to fill the logs: of
 * one action about the same thing, a process records a refusal once a minute. `about` is never of the sender's making.
 */
export async function refuseUnproven(
  ctx: Context,
  action: AuditAction,
  about: Record<string, string>,
  refusal: AppError,
): Promise<never> {
  const key = JSON.stringify([action, about]);
  const now = Date.now();
  if (now - (recordedAt.get(key) ?? 0) < everyMs) throw refusal;
  recordedAt.set(key, now);
  const { requestId, runtime } = ctx;
  runtime.log.warn(
    { requestId, action, ...about, reason: refusal.detail },
    "a call without proof was refused",
  );
  return transact(ctx, action, async (tx) => {
    tx.about.detail = about;
    throw refusal;
  });
}
