import type { Context } from "@/lib/context/context";
import { type Queryable, statement } from "@/lib/db/pool";
import { AppError } from "@/lib/errors/app-error";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { holdersOf, isHolder, scheduleOf } from "./held";

export interface Turn {
  /** Null for whom Daypass has not seen yet: `holder` is how daypass.yaml names them. */
  person: { id: string; name: string } | null;
  holder: string;
  startsAt: string;
  endsAt: string;
}

/** Who is on call for one schedule, and how well that is known. */
export interface ScheduleView {
  name: string;
  title: string;
  readAt: string | null;
  /** Whether it is so old that nobody counts as on call. */
  isStale: boolean;
  unreadableSince: string | null;
  problem: string | null;
  unmapped: string[];
  now: Turn[];
  next: Turn | null;
}

interface Row {
  name: string;
  read_at: Date | null;
  is_stale: boolean;
  unreadable_since: Date | null;
  problem: string | null;
  unmapped: string[];
  turns: Turn[];
  clock: Date;
}

/** Every schedule of daypass.yaml, for admins and auditors. */
export async function listSchedules(ctx: Context): Promise<ScheduleView[]> {
  const { actor, runtime } = ctx;
  if (actor.kind !== "system" && platformRolesOf(actor.principal, runtime.config).length === 0)
    throw new AppError("forbidden", "Only platform admins and auditors see every schedule.");
  return schedules(
    ctx,
    runtime.config.onCall.map(({ name }) => name),
  );
}

/** The schedules that any of these references name: what a request says about who is asked. */
export async function listSchedulesOf(ctx: Context, refs: readonly string[]): Promise<ScheduleView[]> {
  const names = [...new Set(refs.flatMap((ref) => scheduleOf(ref) ?? []))];
  return names.length === 0 ? [] : schedules(ctx, names);
}

async function schedules(ctx: Context, names: readonly string[]): Promise<ScheduleView[]> {
  const known = new Map((await read(ctx.runtime.pool, names)).map((row) => [row.name, row]));
  return names.map((name) => {
    const title = ctx.runtime.config.onCall.find((schedule) => schedule.name === name)?.title ?? name;
    const row = known.get(name);
    if (!row) return { name, title, ...unread };
    const begun = (turn: Turn) => Date.parse(turn.startsAt) <= row.clock.getTime();
    return {
      name,
      title,
      readAt: row.read_at?.toISOString() ?? null,
      isStale: row.is_stale,
      unreadableSince: row.unreadable_since?.toISOString() ?? null,
      problem: row.problem,
      unmapped: row.unmapped,
      now: row.turns.filter(begun),
      next: row.turns.find((turn) => !begun(turn)) ?? null,
    };
  });
}

const unread = {
  readAt: null,
  isStale: true,
  unreadableSince: null,
  problem: null,
  unmapped: [],
  now: [],
  next: null,
};

async function read(db: Queryable, names: readonly string[]): Promise<Row[]> {
  const { rows } = await db.query<Row>(statement("on-call-schedules", schedulesSql, [names]));
  return rows.map((row) => ({
    ...row,
    turns: row.turns.map((turn) => ({
      ...turn,
      startsAt: new Date(turn.startsAt).toISOString(),
      endsAt: new Date(turn.endsAt).toISOString(),
    })),
  }));
}

const schedulesSql = `
select s.name, s.read_at, coalesce(s.fresh_until <= statement_timestamp(), true) as is_stale, s.unreadable_since, s.problem, s.unmapped,
  statement_timestamp() as clock,
  (select coalesce(json_agg(t), '[]'::json) from (
    select shift.holder, shift.starts_at as "startsAt", shift.ends_at as "endsAt", (
      select json_build_object('id', p.id, 'name', p.name) from (${holdersOf("shift")}) named join principal p on p.id = named.id
      where p.deactivated_at is null and ${isHolder("shift", "p")} limit 1) as person
    from on_call_shift shift where shift.schedule = s.name and shift.ends_at > statement_timestamp() order by shift.starts_at limit 20) t) as turns
from on_call_schedule s where s.name = any($1::text[])`;
