import type { Context } from "@/lib/context/context";
import { batchesOf } from "@/lib/db/batches";
import { newId } from "@/lib/db/ids";
import { type Queryable, statement } from "@/lib/db/pool";
import { type AuditInput, auditActor, canonicalEntry } from "./event";

export const changeChannel = "daypass_change";

/** Tells every process that something changed, when the transaction commits: who may hear of it, and what it was. */
export interface Change {
  noun: "request" | "grant" | "service" | "source" | "principal" | "notification";
  /** "*": too many of them to be named. */
  id: string;
  /** Ids of principals and references of groups that may see it; admins and auditors always may. */
  audience: string[];
  /** Nothing changed yet: whoever follows this source looks at it now. */
  wanted?: "sync";
}

/**
 * Writes events in the caller's transaction, in the order given. `at` is the database's time of the change.
 * `changes` go out by NOTIFY at commit.
 */
export async function appendAudit(
  db: Queryable,
  ctx: Context,
  at: Date,
  events: AuditInput[],
  changes: Change[] = [],
): Promise<void> {
  const [first = [], ...further] = batchesOf(events);
  await insert(db, ctx, at, first, summed(changes).map(fitting));
  for (const batch of further) await insert(db, ctx, at, batch, []);
}

async function insert(
  db: Queryable,
  ctx: Context,
  at: Date,
  events: readonly AuditInput[],
  changes: readonly Change[],
): Promise<void> {
  const actor = auditActor(ctx.actor);
  const rows = events.map((event) => {
    const id = newId("evt");
    return {
      id,
      at: at.toISOString(),
      actor_id: actor.id ?? null,
      actor_name: actor.name,
      action: event.action,
      outcome: event.outcome ?? "success",
      service: event.service ?? null,
      subject: event.subject ?? null,
      request_id: event.requestId ?? null,
      grant_id: event.grantId ?? null,
      entry: canonicalEntry({ ...event, id, at, actor, httpRequestId: ctx.requestId }),
    };
  });
  await db.query(statement("audit-append", insertEvents, [JSON.stringify(rows), JSON.stringify(changes)]));
}

const mostNamed = 100;

/** Everybody hears of every service. Of more of them than anybody will look at one by one, once is enough. */
function summed(changes: readonly Change[]): readonly Change[] {
  const others = changes.filter(({ noun }) => noun !== "service");
  if (changes.length - others.length <= mostNamed) return changes;
  return [...others, { noun: "service", id: "*", audience: [] }];
}

// A notification of PostgreSQL holds 8,000 bytes, and one that holds more would fail the change itself.
const longestAudience = 7_000;

/** Cuts an audience that is too long to be told: whoever is left out sees the change when they look. */
function fitting(change: Change): Change {
  let bytes = 0;
  const audience = [...new Set(change.audience)].filter((name) => {
    bytes += Buffer.byteLength(JSON.stringify(name)) + 1;
    return bytes <= longestAudience;
  });
  return { ...change, audience };
}

const insertEvents = `
with written as (
  insert into audit_event (id, at, actor_id, actor_name, action, outcome, service, subject, request_id, grant_id, entry)
  select id, at, actor_id, actor_name, action, outcome, service, subject, request_id, grant_id, entry
  from jsonb_to_recordset($1::jsonb) as event(id text, at timestamptz, actor_id text, actor_name text, action text,
    outcome audit_outcome, service text, subject text, request_id text, grant_id text, entry text)
  returning 1)
select pg_notify('${changeChannel}', change::text) from jsonb_array_elements($2::jsonb) as change, (select count(*) from written) as done`;
