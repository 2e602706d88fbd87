import { newId } from "@/lib/db/ids";
import { type Queryable, statement } from "@/lib/db/pool";

/**
 * Sees to it that a digest gathers what is held for these people: one that nobody has begun to send, else a new one. The
 * statement takes its row, so a digest either has not begun and will find what is held, or has begun and another one follows.
 */
export async function holdForDigest(
  db: Queryable,
  held: readonly { principalId: string; until: Date }[],
): Promise<void> {
  const soonest = new Map<string, Date>();
  for (const { principalId, until } of held) {
    const known = soonest.get(principalId);
    if (!known || until < known) soonest.set(principalId, until);
  }
  if (soonest.size === 0) return;
  const rows = [...soonest].map(([digest, due]) => ({ id: newId("msg"), digest, due_at: due.toISOString() }));
  await db.query(statement("digest-hold", holdSql, [JSON.stringify(rows)]));
}

// Always in one order: two transactions that hold for the same people wait for each other, and not for ever. What was tried
// once never counts as not begun again, replayed or not.
const holdSql = `
insert into outbox_message (id, destination, subject, type, payload, next_attempt_at)
select id, 'mail', digest || ' digest', 'digest', jsonb_build_object('digest', digest), due_at
from jsonb_to_recordset($1::jsonb) as held(id text, digest text, due_at timestamptz) order by digest
on conflict (destination, subject) where type = 'digest' and tried_at is null and delivered_at is null and failed_at is null
do update set next_attempt_at = least(outbox_message.next_attempt_at, excluded.next_attempt_at)`;
