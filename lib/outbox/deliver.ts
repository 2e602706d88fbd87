import { type Queryable, statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import { signatureHeaders } from "./signature";

interface Message {
  position: string;
  id: string;
  destination: string;
  subject: string;
  payload: unknown;
  attempts: number;
}

const answerWithinMs = 10_000;
/** Longer than an attempt may take: then another process takes the message over. */
const leaseSeconds = 20;
const longestBackOffSeconds = 3_600;

/**
 * Sends what is due, at least once, in order per destination and subject; gives how many were tried. The lease is a row
 * update, so no transaction is open while a receiver thinks.
 */
export async function deliverDueMessages(runtime: Runtime, batch = 20): Promise<number> {
  const { rows } = await runtime.pool.query<Message>(
    statement("outbox-lease", leaseSql, [batch, leaseSeconds]),
  );
  await Promise.all(rows.map((message) => deliver(runtime, message)));
  return rows.length;
}

export async function millisecondsToNextDelivery(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ ms: number | null }>(statement("outbox-next", nextSql));
  return rows[0]?.ms ?? Number.POSITIVE_INFINITY;
}

async function deliver(runtime: Runtime, message: Message): Promise<void> {
  const failure = await post(runtime, message);
  if (failure === null) {
    await runtime.pool.query(
      statement(
        "outbox-delivered",
        "update outbox_message set delivered_at = clock_timestamp(), last_error = null where position = $1",
        [message.position],
      ),
    );
    return;
  }
  runtime.log.warn(
    { destination: message.destination, message: message.id, attempts: message.attempts, failure },
    "a delivery failed",
  );
  const backOff = Math.min(longestBackOffSeconds, 2 ** Math.min(message.attempts, 12));
  await runtime.pool.query(
    statement("outbox-postpone", postponeSql, [
      message.destination,
      message.subject,
      backOff,
      message.position,
      failure,
    ]),
  );
}

/** Null when the receiver took it; otherwise what went wrong. */
async function post(runtime: Runtime, message: Message): Promise<string | null> {
  const webhook = runtime.config.webhooks.find((candidate) => candidate.name === message.destination);
  if (!webhook) return "daypass.yaml no longer names this destination";
  const body = JSON.stringify(message.payload);
  try {
    const response = await fetch(webhook.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...signatureHeaders(message.id, new Date(), body, webhook.secret),
      },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(answerWithinMs),
    });
    await response.body?.cancel();
    return response.ok ? null : `the receiver answered ${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : "the receiver could not be reached";
  }
}

// Only the oldest waiting message of a subject is ever taken, so a later one cannot overtake it.
const leaseSql = `
with due as (
  select m.position from outbox_message m
  where m.delivered_at is null and m.next_attempt_at <= statement_timestamp()
    and not exists (select 1 from outbox_message earlier where earlier.delivered_at is null and earlier.destination = m.destination
      and earlier.subject = m.subject and earlier.position < m.position)
  order by m.next_attempt_at limit $1 for update skip locked)
update outbox_message m set attempts = m.attempts + 1, next_attempt_at = statement_timestamp() + make_interval(secs => $2)
from due where m.position = due.position
returning m.position, m.id, m.destination, m.subject, m.payload, m.attempts`;

// Whatever waits behind a failed message waits with it.
const postponeSql = `
update outbox_message set next_attempt_at = clock_timestamp() + make_interval(secs => $3),
  last_error = case when position = $4 then $5 else last_error end
where delivered_at is null and destination = $1 and subject = $2`;

const nextSql = `
select (extract(epoch from min(m.next_attempt_at) - clock_timestamp()) * 1000)::float8 as ms from outbox_message m
where m.delivered_at is null and not exists (select 1 from outbox_message earlier where earlier.delivered_at is null
  and earlier.destination = m.destination and earlier.subject = m.subject and earlier.position < m.position)`;
