import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import { requireAdmin } from "@/lib/principals/admin";
import { leaseSeconds } from "./message";
import { replayMessagesSchema } from "./schema";

/**
 * Has what failed at a destination tried again now, from the first attempt on: one message, or all of them, also those that
 * were given up. Platform admins only; `not-found` for a message that waits for nobody.
 */
export async function replayMessages(
  ctx: Context,
  destination: string,
  input: unknown,
): Promise<{ replayed: number }> {
  const { message = null } = parseInput(replayMessagesSchema, input);
  return transact(ctx, "delivery.replayed", async (tx) => {
    tx.about.detail = { destination, ...(message ? { message } : {}) };
    requireAdmin(ctx, "replay what did not arrive");
    const rows = await tx.query<{ now: Date }>("outbox-replay", replaySql, [
      destination,
      message,
      leaseSeconds,
    ]);
    const [first] = rows;
    if (!first && message)
      throw new AppError("not-found", "No message with this id waits here: it arrived meanwhile.");
    if (!first) return { replayed: 0 };
    const change = { noun: "source" as const, id: "*", audience: [] };
    await tx.audit(first.now, [{ action: "delivery.replayed", detail: { messages: rows.length } }], [change]);
    return { replayed: rows.length };
  });
}

// An attempt that runs now ends first: the same message twice at once could overtake itself. What waits behind a failed
// message was postponed with it, and comes along.
const replaySql = `
with stuck as (
  select position, subject from outbox_message
  where destination = $1 and delivered_at is null and ($2::text is null or id = $2) and (failed_at is not null or last_error is not null)
  for update),
woken as (
  update outbox_message m set attempts = 0, failed_at = null,
    next_attempt_at = greatest(statement_timestamp(), m.tried_at + make_interval(secs => $3))
  from stuck where m.position = stuck.position),
behind as (
  update outbox_message m set next_attempt_at = statement_timestamp()
  where m.delivered_at is null and m.failed_at is null and m.last_error is null and m.destination = $1
    and m.subject in (select subject from stuck))
select clock_timestamp() as now from stuck`;
