import type { AuditInput } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { batchesOf } from "@/lib/db/batches";
import { newId } from "@/lib/db/ids";
import { type Queryable, statement } from "@/lib/db/pool";

/** Whether a webhook of daypass.yaml wants this action: "grant.revoked", "grant.*" or "*". */
function wants(patterns: readonly string[], action: string): boolean {
  return patterns.some(
    (pattern) =>
      pattern === "*" ||
      pattern === action ||
      (pattern.endsWith(".*") && action.startsWith(pattern.slice(0, -1))),
  );
}

/** Puts what has to leave the process into the outbox, in the transaction that made it true. */
export async function enqueueEvents(
  db: Queryable,
  ctx: Context,
  at: Date,
  events: readonly AuditInput[],
): Promise<void> {
  for (const batch of batchesOf(events)) await enqueue(db, ctx, at, batch);
}

async function enqueue(db: Queryable, ctx: Context, at: Date, events: readonly AuditInput[]): Promise<void> {
  const rows = ctx.runtime.config.webhooks.flatMap((webhook) =>
    events
      .filter((event) => (event.outcome ?? "success") === "success" && wants(webhook.events, event.action))
      .map((event) => ({
        id: newId("msg"),
        destination: webhook.name,
        subject: event.requestId ?? event.service ?? event.subject ?? event.action,
        type: event.action,
        payload: { type: event.action, timestamp: at.toISOString(), data: event },
      })),
  );
  if (rows.length === 0) return;
  await db.query(statement("outbox-enqueue", insertMessages, [JSON.stringify(rows)]));
}

const insertMessages = `
insert into outbox_message (id, destination, subject, type, payload)
select id, destination, subject, type, payload
from jsonb_to_recordset($1::jsonb) as message(id text, destination text, subject text, type text, payload jsonb)`;
