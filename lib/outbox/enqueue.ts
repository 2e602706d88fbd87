import { type AuditInput, auditActor } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { batchesOf } from "@/lib/db/batches";
import type { Queryable } from "@/lib/db/pool";
import { concernsPeople, type News, threadOf } from "@/lib/notifications/news";
import { people } from "./destinations";
import { insertMessages, type NewMessage } from "./insert";

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
  const done = events.filter((event) => (event.outcome ?? "success") === "success");
  for (const batch of batchesOf([...forWebhooks(ctx, at, done), ...forPeople(ctx, at, done)]))
    await insertMessages(db, batch);
}

function forWebhooks(ctx: Context, at: Date, events: readonly AuditInput[]): NewMessage[] {
  return ctx.runtime.config.webhooks.flatMap((webhook) =>
    events
      .filter((event) => wants(webhook.events, event.action))
      .map((event) => ({
        destination: webhook.name,
        subject: event.requestId ?? event.service ?? event.subject ?? event.action,
        type: event.action,
        payload: { type: event.action, timestamp: at.toISOString(), data: event },
      })),
  );
}

/** One message for all that a transaction did to one thing: the worker finds out whom to tell, and tells it once. */
function forPeople(ctx: Context, at: Date, events: readonly AuditInput[]): NewMessage[] {
  const threads = new Map<string, AuditInput[]>();
  for (const event of events) {
    if (!concernsPeople(event.action)) continue;
    const thread = threadOf(event);
    threads.set(thread, [...(threads.get(thread) ?? []), event]);
  }
  const actor = auditActor(ctx.actor);
  return [...threads].map(([thread, about]) =>
    newsMessage(thread, { at: at.toISOString(), actor, events: about }),
  );
}

export const newsMessage = (thread: string, news: News): NewMessage => ({
  destination: people,
  subject: thread,
  type: news.events.at(-1)?.action ?? "nothing",
  payload: news,
});
