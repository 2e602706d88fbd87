import { systemContext } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import type { Runtime } from "@/lib/runtime/runtime";
import { type Attempt, type Carry, failureOf, type OutboxMessage } from "./message";

const longestBackOffSeconds = 3_600;
/** About a day of failing. */
const mostAttempts = 32;

/** One attempt at a leased message, and what it makes of the message. */
export async function attempt(runtime: Runtime, carry: Carry, message: OutboxMessage): Promise<void> {
  const result = await carry(message).catch(
    (error: unknown): Attempt => ({ state: "failed", failure: failureOf(error) }),
  );
  if (result.state === "delivered") return markDelivered(runtime, message);
  const { destination, id, attempts } = message;
  const reason = (result.state === "failed" ? result.failure : result.reason).slice(0, 500);
  if (result.state === "unreachable" || attempts >= mostAttempts) return giveUp(runtime, message, reason);
  // Once for each message, and not for each attempt: a receiver that is down for a day would fill the log.
  if (!message.failedBefore)
    runtime.log.warn({ destination, message: id, failure: reason }, "a delivery failed, and is tried again");
  const pause = Math.max(backOffSeconds(attempts), result.retryAfterSeconds ?? 0);
  await runtime.pool.query(
    statement("outbox-postpone", postponeSql, [
      destination,
      message.subject,
      pause,
      message.position,
      reason,
      attempts,
    ]),
  );
}

/** Doubles, up to an hour; a little by chance, so that what failed together does not come back together. */
const backOffSeconds = (attempts: number) =>
  Math.min(longestBackOffSeconds, 2 ** Math.min(attempts, 12)) * (0.8 + Math.random() * 0.4);

async function markDelivered({ pool }: Runtime, { position }: OutboxMessage): Promise<void> {
  await pool.query(
    statement(
      "outbox-delivered",
      "update outbox_message set delivered_at = clock_timestamp(), failed_at = null, last_error = null where position = $1",
      [position],
    ),
  );
}

/** The message waits for an admin from here on, and nothing waits behind it any more. */
async function giveUp(runtime: Runtime, message: OutboxMessage, reason: string): Promise<void> {
  const { position, id, destination, subject, type, attempts } = message;
  const isOurs = await transact(systemContext(runtime, "worker"), "delivery.failed", async (tx) => {
    const [row] = await tx.query<{ now: Date }>("outbox-give-up", giveUpSql, [position, reason, attempts]);
    if (!row) return false;
    const detail = { destination, message: id, type, about: subject, attempts, reason };
    await tx.audit(row.now, [{ action: "delivery.failed", outcome: "failed", detail }]);
    return true;
  });
  if (isOurs)
    runtime.log.warn({ destination, message: id, attempts, failure: reason }, "a delivery was given up");
}

// Whatever waits behind a failed message waits with it. An attempt that a later one has overtaken has no say any more.
const postponeSql = `
update outbox_message set next_attempt_at = clock_timestamp() + make_interval(secs => $3),
  last_error = case when position = $4 then $5 else last_error end
where delivered_at is null and failed_at is null and destination = $1 and subject = $2
  and exists (select 1 from outbox_message tried where tried.position = $4 and tried.attempts = $6 and tried.delivered_at is null)`;

const giveUpSql = `
update outbox_message set failed_at = clock_timestamp(), last_error = $2
where position = $1 and attempts = $3 and delivered_at is null and failed_at is null returning clock_timestamp() as now`;
