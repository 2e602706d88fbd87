import { lineOf } from "@/lib/db/line";
import { statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { newestPosition } from "@/lib/revocations/replay";
import { type Revocation, revocationChannel } from "@/lib/revocations/revocation";
import type { Runtime } from "@/lib/runtime/runtime";
import type { ServiceIdentity } from "@/lib/services/credentials";
import { RevocationStream } from "./revocation-stream";

/** What the verifiers that are connected to this process are told. */
export interface Revocations {
  /** A `text/event-stream` answer that begins with what came after `lastId`. */
  stream(service: ServiceIdentity, beatMs: number, lastId: string | null): Promise<Response>;
  /** How many streams are open. */
  open(): number;
  /** Ends every stream, and takes no new ones. */
  end(): void;
  close(): Promise<void>;
}

/** A service runs in many places under one credential. */
const mostPerCredential = 512;
/** A connection that is silent for so long is let go, and another one made. */
const patienceMs = 5_000;

export async function startRevocations(
  runtime: Runtime,
  limits = { perCredential: mostPerCredential },
): Promise<Revocations> {
  const line = lineOf(runtime);
  const streams = new Set<RevocationStream>();
  let newest = "0";
  let ended = false;
  let timer: NodeJS.Timeout | undefined;
  let asking = false;

  const ear = {
    channel: revocationChannel,
    hear(payload: string) {
      const revocation: Revocation = JSON.parse(payload);
      newest = revocation.position;
      for (const stream of streams)
        if (stream.service.serviceId === revocation.serviceId) stream.tell(revocation);
    },
    resume() {
      for (const stream of streams) void stream.catchUp(() => newest);
    },
  };
  await line.join(ear);
  const known = await newestPosition(runtime.pool);
  if (newest === "0") newest = known;

  const schedule = () => {
    if (timer || asking || streams.size === 0) return;
    const dueAt = Math.min(...[...streams].map((stream) => stream.beatDueAt));
    timer = setTimeout(ask, Math.max(0, dueAt - performance.now()));
  };
  // One question for all whose beat is due now or soon: so they come to beat together.
  const ask = async () => {
    timer = undefined;
    asking = true;
    const due = [...streams].filter(({ beatDueAt, beatMs }) => beatDueAt - performance.now() <= beatMs / 4);
    const impatient = setTimeout(() => line.cut(), patienceMs);
    try {
      const credentials = [...new Set([...streams].map(({ service }) => service.credentialId))];
      const row = await line.roundTrip<{ at: string; revoked: string[] }>("revocations-beat", beatColumns, [
        credentials,
      ]);
      for (const stream of streams) if (row.revoked.includes(stream.service.credentialId)) stream.end();
      for (const stream of due) if (streams.has(stream)) stream.beat(Number(row.at), newest);
    } catch {
      // No answer, no beat: the verifiers find out by themselves.
      for (const stream of due) stream.beatDueAt = performance.now() + stream.beatMs;
    } finally {
      clearTimeout(impatient);
      asking = false;
      schedule();
    }
  };

  return {
    async stream(service, beatMs, lastId) {
      // All instants of a stream are the database's, so that they can be compared.
      const { rows } = await runtime.pool.query<{ at: string }>(statement("revocations-now", selectNow));
      if (ended) throw new AppError("unavailable", "This process is stopping. Connect again.");
      const others = [...streams].filter((each) => each.service.credentialId === service.credentialId);
      if (others.length >= limits.perCredential)
        throw new AppError("too-many-requests", `At most ${limits.perCredential} streams of one credential.`);
      const stream = new RevocationStream(runtime, service, beatMs, lastId ?? newest, () =>
        streams.delete(stream),
      );
      streams.add(stream);
      stream.hello(Number(rows[0]?.at), lastId === null ? newest : undefined);
      if (lastId !== null) void stream.catchUp(() => newest);
      schedule();
      return stream.response();
    },
    open: () => streams.size,
    end() {
      ended = true;
      for (const stream of streams) stream.end();
    },
    async close() {
      clearTimeout(timer);
      await line.leave(ear);
    },
  };
}

const now = "(extract(epoch from clock_timestamp()) * 1000)::bigint::text as at";
const selectNow = `select ${now}`;
const beatColumns = `${now},
array(select id from service_credential where id = any($3::text[]) and revoked_at is not null) as revoked`;
