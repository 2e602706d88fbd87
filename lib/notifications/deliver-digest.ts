import { statement } from "@/lib/db/pool";
import type { Attempt } from "@/lib/outbox/message";
import { findPrincipal } from "@/lib/principals/queries";
import type { Runtime } from "@/lib/runtime/runtime";
import type { Channel } from "./channel";
import { holdForDigest } from "./digest-queue";
import { asksInVain } from "./in-vain";
import { messageOf } from "./message";
import { type DeliveryRow, selectDelivery } from "./row";

const mostInOne = 50;

/** Sends what is held for a person and still matters: one message by itself, several as a digest, none not at all. */
export async function deliverDigest(
  runtime: Runtime,
  channel: Channel,
  principalId: string,
): Promise<Attempt> {
  const person = await findPrincipal(runtime.pool, principalId);
  const held = statement("digest-held", heldSql, [principalId, channel.name, mostInOne]);
  const { rows } = await runtime.pool.query<DeliveryRow>(held);
  if (rows.length === 0) return { state: "delivered" };
  const ids = rows.map(({ id }) => id);
  if (!person || person.deactivatedAt) return settle(runtime, channel, ids, "dropped");
  const messages = (await Promise.all(rows.map((row) => messageOf(runtime, row)))).filter(
    (message) => !asksInVain(message),
  );
  const [only] = messages;
  const moot = ids.filter((id) => !messages.some((message) => message.id === id));
  await settle(runtime, channel, moot, "dropped");
  // The rest in an attempt of its own, behind this one.
  if (rows.length === mostInOne) await holdForDigest(runtime.pool, [{ principalId, until: new Date() }]);
  if (!only) return { state: "delivered" };
  const delivery =
    messages.length === 1
      ? await channel.deliver(runtime, only)
      : await channel.deliverDigest?.(runtime, { id: ids.join("+"), person, messages });
  if (!delivery) return { state: "failed", failure: `${channel.name} takes no digest` };
  // What did not arrive stays held: for the next attempt, for an admin's replay, or for the next digest.
  if (delivery.state !== "delivered") return delivery;
  const sent = messages.map(({ id }) => id);
  return settle(runtime, channel, sent, "sent");
}

async function settle(
  { pool }: Runtime,
  channel: Channel,
  ids: readonly string[],
  state: "sent" | "dropped",
): Promise<Attempt> {
  await pool.query(statement("digest-settle", settleSql, [ids, channel.name, state]));
  return { state: "delivered" };
}

// What was settled while it was held has been dropped already.
const heldSql = `${selectDelivery}
where n.principal_id = $1 and d.channel = $2 and d.state = 'held' order by n.id limit $3`;

const settleSql = `
update notification_delivery set state = $3::delivery_state, sent_at = case when $3 = 'sent' then clock_timestamp() end
where notification_id = any($1::text[]) and channel = $2`;
