import { systemContext } from "@/lib/context/context";
import { statement } from "@/lib/db/pool";
import type { Runtime } from "@/lib/runtime/runtime";
import { readSchedule } from "./read-schedule";
import { registerSchedules, settingsOf } from "./register-schedules";

/** Reads whatever is due; gives how many. One that fails is tried again, and never stops the others. */
async function readDueSchedules(runtime: Runtime): Promise<number> {
  const ctx = systemContext(runtime, "on-call");
  const done = await Promise.allSettled(runtime.config.onCall.map((schedule) => readSchedule(ctx, schedule)));
  const failed = done.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
  return done.filter((one) => one.status === "fulfilled" && one.value).length;
}

/** The work of a loop: what daypass.yaml registers is made known before the first round. */
export function followSchedules(runtime: Runtime) {
  let isRegistered = false;
  return {
    name: "on-call",
    async run() {
      if (!isRegistered) await registerSchedules(systemContext(runtime, "on-call"));
      isRegistered = true;
      return readDueSchedules(runtime);
    },
    untilNext: () => millisecondsToNextReading(runtime),
  };
}

/** Of the schedules as this process knows them: what is registered under something else is for others to read. */
async function millisecondsToNextReading({ pool, config }: Runtime): Promise<number> {
  if (config.onCall.length === 0) return Number.POSITIVE_INFINITY;
  const next = statement("on-call-next", nextSql, [config.onCall.map(settingsOf)]);
  const { rows } = await pool.query<{ ms: number | null }>(next);
  const ms = rows[0]?.ms ?? null;
  return ms === null ? Number.POSITIVE_INFINITY : Math.max(0, Math.ceil(ms));
}

const nextSql = `
select (extract(epoch from min(next_attempt_at) - clock_timestamp()) * 1000)::float8 as ms from on_call_schedule where settings = any($1::text[])`;
