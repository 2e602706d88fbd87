import { systemContext } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import type { Runtime } from "@/lib/runtime/runtime";
import { signingKey } from "@/lib/tokens/keys";
import { signJws } from "@/lib/tokens/sign-jws";
import { audienceOf, type StreamRow } from "./row";
import { type SignalEvent, setClaims } from "./set";

const mostAtOnce = 100;

export interface Fetched {
  sets: Record<string, string>;
  moreAvailable: boolean;
}

/** The oldest events that wait, signed (RFC 8936, section 2.4.1). They stay until they are acknowledged. */
export async function fetchEvents(runtime: Runtime, stream: StreamRow, most = mostAtOnce): Promise<Fetched> {
  // What is pushed, paused or disabled is not for fetching.
  if (stream.method !== "poll" || stream.status !== "enabled") return { sets: {}, moreAvailable: false };
  const limit = Math.min(most, mostAtOnce);
  const { rows } = await runtime.pool.query<SignalEvent>(
    statement("signal-fetch", fetchSql, [stream.id, limit + 1]),
  );
  const key = await signingKey(runtime);
  const { config } = runtime;
  const sign = (event: SignalEvent) =>
    signJws("secevent+jwt", setClaims(config.baseUrl, audienceOf(config, stream.ref), stream.id, event), key);
  const fetched = rows.slice(0, limit);
  const sets = Object.fromEntries(
    await Promise.all(fetched.map(async (event) => [event.id, await sign(event)] as const)),
  );
  return { sets, moreAvailable: rows.length > limit };
}

/** Takes what arrived off the stream (RFC 8936, section 2.4.3), and what the receiver refuses as well, which is written down. */
export async function acknowledge(
  runtime: Runtime,
  stream: StreamRow,
  ack: readonly string[],
  errors: Readonly<Record<string, { err: string; description?: string | undefined }>>,
): Promise<void> {
  const refused = Object.entries(errors);
  if (ack.length > 0) await runtime.pool.query(statement("signal-ack", ackSql, [stream.id, ack]));
  if (refused.length === 0) return;
  await transact(systemContext(runtime, "signals"), "delivery.failed", async (tx) => {
    const gone = await tx.query<{ id: string; type: string; subject: string; now: Date }>(
      "signal-ack",
      ackSql,
      [stream.id, refused.map(([id]) => id)],
    );
    const [first] = gone;
    if (!first) return;
    const events = gone.map(({ id, type, subject }) => ({
      action: "delivery.failed" as const,
      outcome: "failed" as const,
      service: stream.ref,
      detail: {
        destination: `signals:${stream.id}`,
        message: id,
        type,
        about: subject,
        attempts: 1,
        reason: [errors[id]?.err, errors[id]?.description].filter(Boolean).join(": "),
      },
    }));
    await tx.audit(first.now, events);
  });
}

const fetchSql = "select id, type, facts from signal_event where stream_id = $1 order by position limit $2";
const ackSql =
  "delete from signal_event where stream_id = $1 and id = any($2::text[]) returning id, type, subject, clock_timestamp() as now";
