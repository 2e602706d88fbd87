import type { AuditInput } from "@/lib/audit/event";
import type { OnCallConfig } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import { transact } from "@/lib/db/transact";
import type { Transaction } from "@/lib/db/transaction";
import { fetchBounded } from "./fetch-bounded";
import { type HeldShift, mapHolders } from "./map-holders";
import { readInThread } from "./read-in-thread";
import { readPagerDuty } from "./read-pagerduty";
import { settingsOf } from "./register-schedules";
import { type NamedShift, ScheduleProblem, type Window } from "./shift";

const dayMs = 86_400_000;

/**
 * Reads a schedule if that is due and no other process does it already; gives whether it did. What is broken changes nothing:
 * the last good reading counts until it is older than `maxStale`, and then nobody is on call.
 */
export async function readSchedule(ctx: Context, schedule: OnCallConfig): Promise<boolean> {
  const { pool, log } = ctx.runtime;
  const settings = settingsOf(schedule);
  const claim = statement("on-call-claim", claimSql, [schedule.name, settings, schedule.everySeconds]);
  const [claimed] = (await pool.query<{ now: Date }>(claim)).rows;
  if (!claimed) return false;
  const { now } = claimed;
  const window = { from: new Date(now.getTime() - dayMs), to: new Date(now.getTime() + 14 * dayMs) };
  try {
    const { held, unmapped } = mapHolders(await shiftsOf(schedule, window), schedule.holders);
    await writeShifts(ctx, schedule, { settings, readAt: now, held, unmapped });
  } catch (error) {
    if (!(error instanceof ScheduleProblem)) throw error;
    log.warn({ schedule: schedule.name, problem: error.message }, "an on-call schedule could not be read");
    await writeProblem(ctx, schedule, settings, `It ${error.message}.`);
  }
  return true;
}

async function shiftsOf(schedule: OnCallConfig, window: Window): Promise<NamedShift[]> {
  if (schedule.kind === "pagerduty") return readPagerDuty(schedule, window);
  const text = await fetchBounded(schedule.url, { accept: "text/calendar" });
  return readInThread(text, { ...window, by: schedule.holders.by, timeZone: schedule.timeZone });
}

interface Reading {
  settings: string;
  /** When it began, by the database's clock. */
  readAt: Date;
  held: HeldShift[];
  unmapped: string[];
}

async function writeShifts(
  ctx: Context,
  { name, maxStaleSeconds }: OnCallConfig,
  { settings, readAt, held, unmapped }: Reading,
): Promise<void> {
  await transact(ctx, "on-call.read", async (tx) => {
    const known = await lock(tx, name, settings);
    if (!known || (known.read_at && known.read_at > readAt)) return;
    const shifts = held.map((shift) => ({
      holder: shift.holder,
      starts_at: shift.startsAt,
      ends_at: shift.endsAt,
    }));
    const [changed] = await tx.query<{ added: number; removed: number }>("on-call-replace", replaceSql, [
      name,
      JSON.stringify(shifts),
    ]);
    const freshUntil = new Date(readAt.getTime() + maxStaleSeconds * 1000);
    await tx.query("on-call-good", goodSql, [name, readAt, freshUntil, unmapped]);
    const { added = 0, removed = 0 } = changed ?? {};
    const detail = { schedule: name, added, removed };
    const events: AuditInput[] = [{ action: "on-call.read", detail }];
    // Only what is new is told: every five minutes nothing would be.
    if (added + removed > 0 || known.problem !== null || known.read_at === null)
      await tx.audit(known.now, events);
  });
}

async function writeProblem(
  ctx: Context,
  { name }: OnCallConfig,
  settings: string,
  problem: string,
): Promise<void> {
  await transact(ctx, "on-call.failed", async (tx) => {
    const known = await lock(tx, name, settings);
    if (!known) return;
    await tx.query("on-call-bad", badSql, [name, problem, known.now]);
    if (known.problem !== problem)
      await tx.audit(known.now, [
        { action: "on-call.failed", outcome: "failed", detail: { schedule: name, reason: problem } },
      ]);
  });
}

interface Known {
  read_at: Date | null;
  problem: string | null;
  now: Date;
}

/** Null where daypass.yaml says something else by now: another process has registered that. */
async function lock(tx: Transaction, name: string, settings: string): Promise<Known | null> {
  const [known] = await tx.query<Known>("on-call-lock", lockSql, [name, settings]);
  return known ?? null;
}

// Whoever moves the time of the next attempt makes this one; if that process dies, another one makes the next.
const claimSql = `
update on_call_schedule set next_attempt_at = clock_timestamp() + make_interval(secs => $3)
where name = $1 and settings = $2 and next_attempt_at <= clock_timestamp() returning clock_timestamp() as now`;

const lockSql = `
with known as materialized (select read_at, problem from on_call_schedule where name = $1 and settings = $2 for update)
select read_at, problem, clock_timestamp() as now from known`;

const replaceSql = `
with read as (select distinct holder, starts_at, ends_at from jsonb_to_recordset($2::jsonb) as shift(holder text, starts_at timestamptz(3), ends_at timestamptz(3))),
removed as (
  delete from on_call_shift known where schedule = $1 and not exists (
    select 1 from read where (read.holder, read.starts_at, read.ends_at) = (known.holder, known.starts_at, known.ends_at))
  returning ends_at),
added as (insert into on_call_shift (schedule, holder, starts_at, ends_at) select $1, holder, starts_at, ends_at from read on conflict do nothing returning 1)
select (select count(*) from added)::int as added, (select count(*) from removed where ends_at > clock_timestamp())::int as removed`;

const goodSql = `
update on_call_schedule set read_at = $2, fresh_until = $3, unmapped = $4, problem = null, unreadable_since = null where name = $1`;

const badSql = `
update on_call_schedule set problem = $2, unreadable_since = coalesce(unreadable_since, $3) where name = $1`;
