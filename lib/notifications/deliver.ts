import { statement } from "@/lib/db/pool";
import type { Attempt, OutboxMessage } from "@/lib/outbox/message";
import type { Runtime } from "@/lib/runtime/runtime";
import type { Channel, Delivery } from "./channel";
import { deliverDigest } from "./deliver-digest";
import { asksInVain } from "./in-vain";
import { messageOf } from "./message";
import { type DeliveryRow, selectDelivery } from "./row";

interface Payload {
  notification?: string;
  close?: string;
  digest?: string;
}

/** Takes a message of the outbox through its channel: a notification, the end of one, or a digest. */
export async function deliverThrough(
  runtime: Runtime,
  channel: Channel,
  message: OutboxMessage,
): Promise<Attempt> {
  const { notification, close, digest } = message.payload as Payload;
  if (digest) return deliverDigest(runtime, channel, digest);
  const row = await findDelivery(runtime, notification ?? close ?? "", channel);
  // It was removed meanwhile, as old ones are.
  if (!row) return { state: "delivered" };
  return close ? closeSent(runtime, channel, row) : send(runtime, channel, row);
}

async function send(runtime: Runtime, channel: Channel, row: DeliveryRow): Promise<Attempt> {
  // A process died between sending and writing down that the message was settled.
  if (row.state === "sent") return { state: "delivered" };
  if (isMoot(row)) return write(runtime, channel, row, "dropped", null);
  const message = await messageOf(runtime, row);
  if (asksInVain(message)) return write(runtime, channel, row, "dropped", null);
  const delivery = await channel.deliver(runtime, message);
  if (delivery.state === "delivered") return write(runtime, channel, row, "sent", delivery.reference);
  if (delivery.state === "unreachable") await write(runtime, channel, row, "unreachable", null);
  return attemptOf(delivery);
}

/** Settled before it was sent, or for somebody who is gone. */
const isMoot = ({ closed_at, person, recipient }: DeliveryRow) =>
  closed_at !== null || (!recipient.includes("/") && (person === null || person.deactivatedAt !== null));

async function closeSent(runtime: Runtime, channel: Channel, row: DeliveryRow): Promise<Attempt> {
  if (row.state !== "sent" || row.reference === null || !channel.close) return { state: "delivered" };
  const closing = {
    message: await messageOf(runtime, row),
    reference: row.reference,
    outcome: row.outcome ?? "It is settled",
  };
  return attemptOf(await channel.close(runtime, closing));
}

const attemptOf = (delivery: Delivery): Attempt =>
  delivery.state === "delivered" ? { state: "delivered" } : delivery;

async function findDelivery({ pool }: Runtime, id: string, channel: Channel): Promise<DeliveryRow | null> {
  const find = statement("delivery-find", `${selectDelivery} where n.id = $1 and d.channel = $2`, [
    id,
    channel.name,
  ]);
  return (await pool.query<DeliveryRow>(find)).rows[0] ?? null;
}

async function write(
  { pool }: Runtime,
  channel: Channel,
  { id }: DeliveryRow,
  state: "sent" | "dropped" | "unreachable",
  reference: string | null,
): Promise<Attempt> {
  await pool.query(statement("delivery-write", writeSql, [id, channel.name, state, reference]));
  return { state: "delivered" };
}

const writeSql = `
update notification_delivery set state = $3::delivery_state, reference = $4,
  sent_at = case when $3 = 'sent' then clock_timestamp() end
where notification_id = $1 and channel = $2`;
