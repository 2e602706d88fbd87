import { auditActor } from "@/lib/audit/event";
import type { Context } from "@/lib/context/context";
import { announce } from "@/lib/db/announce";
import { batchesOf } from "@/lib/db/batches";
import { inTransaction } from "@/lib/db/in-transaction";
import { type Queryable, statement } from "@/lib/db/pool";
import { isOnCallNow, onCallRef, onCallRefs } from "@/lib/on-call/held";
import { newsMessage } from "@/lib/outbox/enqueue";
import { insertMessages } from "@/lib/outbox/insert";
import { isRunning } from "@/lib/stand-ins/running";

/**
 * Has whoever has come on call or become a stand-in told of what waits for them since before; gives how many shifts and
 * stand-ins it dealt with. That one was dealt with its row says, so nothing is missed while no process runs or while a schedule
 * cannot be read. Whom it makes an approver is worked out from each request, as always.
 */
export async function tellJoinedApprovers(ctx: Context, batch = 50): Promise<number> {
  return inTransaction(ctx.runtime, async (db) => {
    const shifts = await db.query<{ schedule: string }>(statement("shifts-begun", shiftsSql, [batch]));
    const standIns = await db.query<{ refs: string[] }>(statement("stand-ins-begun", standInsSql, [batch]));
    const begun = shifts.rows.length + standIns.rows.length;
    if (begun === 0) return 0;
    const refs = new Set([
      ...shifts.rows.map(({ schedule }) => onCallRef(schedule)),
      ...standIns.rows.flatMap((row) => row.refs),
    ]);
    await tellOfWaiting(db, ctx, [...refs]);
    return begun;
  });
}

async function tellOfWaiting(db: Queryable, ctx: Context, refs: readonly string[]): Promise<void> {
  const { rows } = await db.query<{ id: string; now: Date }>(
    statement("requests-of-joined", waitingSql, [refs]),
  );
  if (rows.length === 0) return;
  const actor = auditActor(ctx.actor);
  for (const batch of batchesOf(rows))
    await insertMessages(
      db,
      batch.map(({ id, now }) =>
        newsMessage(id, {
          at: now.toISOString(),
          actor,
          events: [{ action: "approvers.joined", requestId: id }],
        }),
      ),
    );
  // Wakes the deliveries.
  await announce(db, { noun: "notification", id: "*", audience: [] });
}

const shiftsSql = `
with due as (
  select shift.schedule, shift.holder, shift.starts_at, shift.ends_at
  from on_call_shift shift join on_call_schedule schedule on schedule.name = shift.schedule
  where shift.told_at is null and ${isOnCallNow("shift", "schedule")} order by shift.starts_at limit $1 for update of shift skip locked)
update on_call_shift told set told_at = statement_timestamp() from due
where (told.schedule, told.holder, told.starts_at, told.ends_at) = (due.schedule, due.holder, due.starts_at, due.ends_at)
returning told.schedule`;

// What they stand in for: whatever names who is away, by themselves, by a group or by a schedule.
const standInsSql = `
with due as (
  select si.id from stand_in si where si.told_at is null and ${isRunning("si")} order by si.starts_at limit $1 for update skip locked)
update stand_in told set told_at = statement_timestamp() from due, principal away
where told.id = due.id and away.id = told.principal_id
returning away.groups || ${onCallRefs("away")} || array_remove(array[away.ref, away.issuer || '#' || away.subject], null) as refs`;

const waitingSql = `
select r.id, statement_timestamp() as now from access_request r join service s on s.id = r.service_id
where r.status = 'pending' and r.pending_until > statement_timestamp() and (r.approver_refs && $1::text[] or s.owners && $1::text[])
order by r.id`;
