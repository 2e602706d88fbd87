import type { z } from "zod";
import type { AuditAction } from "@/lib/audit/event";
import { newId } from "@/lib/db/ids";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors/app-error";
import { parseInput } from "@/lib/input/parse-input";
import type { Runtime } from "@/lib/runtime/runtime";
import type { ServiceIdentity } from "@/lib/services/credentials";
import { seal } from "@/lib/tokens/seal";
import { supportedEvents, verification } from "./event-types";
import { reachOf } from "./reachable";
import {
  authorizationPurpose,
  configurationOf,
  deliveryMethods,
  type StreamConfiguration,
  type StreamRow,
  statusOf,
  verificationInterval,
} from "./row";
import {
  createStreamSchema,
  replaceStreamSchema,
  updateStatusSchema,
  updateStreamSchema,
  verifySchema,
} from "./schema";
import { findStreams, release } from "./store";

/** The service that manages its streams, in one call. */
export interface Receiver {
  runtime: Runtime;
  service: ServiceIdentity;
  requestId: string;
}

const mostStreams = 10;

export async function createStream(by: Receiver, input: unknown): Promise<StreamConfiguration> {
  const { delivery, events_requested, description } = parseInput(createStreamSchema, input);
  return change(by, "signals.created", async (tx) => {
    await tx.query("signal-service-lock", "select 1 from service where id = $1 for no key update", [
      by.service.serviceId,
    ]);
    if ((await findStreams(tx.db, by.service.serviceId, null)).length >= mostStreams)
      throw new AppError("conflict", `A service has at most ${mostStreams} streams: delete one.`);
    const id = newId("stm");
    await tx.query("signal-create", insertSql, [
      id,
      by.service.serviceId,
      ...columnsOf(by, delivery),
      events_requested,
      deliveredOf(events_requested),
      description ?? null,
    ]);
    return { id, detail: { stream: id, method: methodOf(delivery) } };
  });
}

/** All streams of the service, or `not-found` for an id that is none of them. */
export async function readStreams(by: Receiver, id: string | null): Promise<StreamConfiguration[]> {
  const rows = await findStreams(by.runtime.pool, by.service.serviceId, id);
  if (id !== null && rows.length === 0) throw unknownStream();
  return rows.map((row) => configurationOf(by.runtime.config, row));
}

/** Changes what is given, and where `whole` also removes what is not (SSF 1.0, sections 8.1.1.3 and 8.1.1.4). */
export async function updateStream(
  by: Receiver,
  input: unknown,
  whole: boolean,
): Promise<StreamConfiguration> {
  const wanted = parseInput(whole ? replaceStreamSchema : updateStreamSchema, input);
  return change(by, "signals.changed", async (tx) => {
    const row = await lockStream(tx, by, wanted.stream_id);
    refuseOtherValues(configurationOf(by.runtime.config, row), wanted);
    const requested = wanted.events_requested ?? row.events_requested;
    const delivery = wanted.delivery
      ? columnsOf(by, wanted.delivery)
      : [row.method, row.endpoint_url, row.sealed_authorization];
    const description = wanted.description ?? (whole ? null : row.description);
    await tx.query("signal-update", updateSql, [
      row.id,
      ...delivery,
      requested,
      deliveredOf(requested),
      description,
    ]);
    await release(tx.db, row.id);
    return { id: row.id, detail: { stream: row.id, method: String(delivery[0]) } };
  });
}

export async function deleteStream(by: Receiver, id: string): Promise<void> {
  await transact(contextOf(by), "signals.deleted", async (tx) => {
    tx.about.service = by.service.ref;
    await lockStream(tx, by, id);
    await tx.query("signal-delete", "delete from signal_stream where id = $1", [id]);
    await tx.audit(await nowOf(tx), [{ action: "signals.deleted", detail: { stream: id } }]);
  });
}

export async function readStatus(by: Receiver, id: string) {
  const [row] = await findStreams(by.runtime.pool, by.service.serviceId, id);
  if (!row) throw unknownStream();
  return statusOf(row);
}

/** What is paused is kept, what is disabled is not (SSF 1.0, section 8.1.2). */
export async function updateStatus(by: Receiver, input: unknown) {
  const { stream_id, status, reason } = parseInput(updateStatusSchema, input);
  await change(by, "signals.changed", async (tx) => {
    await lockStream(tx, by, stream_id);
    await tx.query(
      "signal-status",
      "update signal_stream set status = $2, status_reason = $3 where id = $1",
      [stream_id, status, reason ?? null],
    );
    if (status === "disabled")
      await tx.query("signal-forget", "delete from signal_event where stream_id = $1", [stream_id]);
    await release(tx.db, stream_id);
    return { id: stream_id, detail: { stream: stream_id, status } };
  });
  return readStatus(by, stream_id);
}

/** Sends an event that says nothing but what the receiver wants to hear (SSF 1.0, section 8.1.4). */
export async function verifyStream(by: Receiver, input: unknown): Promise<void> {
  const { stream_id, state } = parseInput(verifySchema, input);
  const [row] = await findStreams(by.runtime.pool, by.service.serviceId, stream_id);
  if (!row) throw unknownStream();
  const facts = { ...(state === undefined ? {} : { state }) };
  const { rowCount } = await by.runtime.pool.query({
    name: "signal-verify",
    text: verifySql,
    values: [stream_id, verificationInterval, verification, JSON.stringify(facts)],
  });
  if (rowCount === 0)
    throw new AppError("too-many-requests", `One verification in ${verificationInterval} seconds.`);
}

async function change(
  by: Receiver,
  action: AuditAction,
  work: (tx: Transaction) => Promise<{ id: string; detail: Record<string, string> }>,
): Promise<StreamConfiguration> {
  return transact(contextOf(by), action, async (tx) => {
    tx.about.service = by.service.ref;
    const { id, detail } = await work(tx);
    await tx.audit(await nowOf(tx), [{ action, detail }]);
    const [row] = await findStreams(tx.db, by.service.serviceId, id);
    if (!row) throw unknownStream();
    return configurationOf(by.runtime.config, row);
  });
}

async function lockStream(tx: Transaction, by: Receiver, id: string): Promise<StreamRow> {
  await tx.query("signal-lock", "select 1 from signal_stream where id = $1 for update", [id]);
  const [row] = await findStreams(tx.db, by.service.serviceId, id);
  if (!row) throw unknownStream();
  return row;
}

type Delivery = z.output<typeof createStreamSchema>["delivery"];

const methodOf = ({ method }: Delivery) => (method === deliveryMethods.push ? "push" : "poll");

function columnsOf(
  { runtime, service }: Receiver,
  delivery: Delivery,
): [string, string | null, Buffer | null] {
  if (delivery.method !== deliveryMethods.push) return ["poll", null, null];
  const reach = reachOf(runtime.config, service.ref, delivery.endpoint_url);
  if ("problem" in reach)
    throw new AppError(
      "invalid-input",
      `delivery.endpoint_url: ${reach.problem}. Events go to addresses that lead out.`,
    );
  const secret = delivery.authorization_header;
  return [
    "push",
    reach.url.href,
    secret === undefined ? null : seal(runtime.config.secret, authorizationPurpose, secret),
  ];
}

const deliveredOf = (requested: readonly string[]) =>
  supportedEvents.filter((type) => requested.includes(type));

/** What is ours to say may be sent back, as it is. */
function refuseOtherValues(ours: StreamConfiguration, given: Record<string, unknown>): void {
  for (const name of [
    "iss",
    "aud",
    "events_supported",
    "events_delivered",
    "min_verification_interval",
  ] as const) {
    const value = given[name];
    if (value !== undefined && JSON.stringify(value) !== JSON.stringify(ours[name]))
      throw new AppError("invalid-input", `${name}: is not for the receiver to change.`);
  }
}

const contextOf = ({ runtime, service, requestId }: Receiver) =>
  ({ runtime, actor: { kind: "system", name: service.ref }, requestId }) as const;

const unknownStream = () => new AppError("not-found", "This service has no stream with this id.");

async function nowOf(tx: Transaction): Promise<Date> {
  const [row] = await tx.query<{ now: Date }>("now", "select clock_timestamp() as now");
  return row?.now ?? new Date();
}

const insertSql = `
insert into signal_stream (id, service_id, method, endpoint_url, sealed_authorization, events_requested, events_delivered, description)
values ($1, $2, $3, $4, $5, $6, $7, $8)`;

const updateSql = `
update signal_stream set method = $2, endpoint_url = $3, sealed_authorization = $4, events_requested = $5, events_delivered = $6,
  description = $7 where id = $1`;

const verifySql = `
with due as (
  update signal_stream set verified_at = statement_timestamp()
  where id = $1 and (verified_at is null or verified_at < statement_timestamp() - make_interval(secs => $2)) returning id)
select queue_signal(s, $1, $3, $4::jsonb || jsonb_build_object('at', (extract(epoch from statement_timestamp()) * 1000)::bigint))
from due join signal_stream s using (id)`;
