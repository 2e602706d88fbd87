import { createHash } from "node:crypto";
import type { AuditInput } from "@/lib/audit/event";
import type { OnCallConfig } from "@/lib/config/config";
import type { Context } from "@/lib/context/context";
import { transact } from "@/lib/db/transact";

/** What daypass.yaml says about a schedule, so that shifts are only believed that were read under it. */
export const settingsOf = (schedule: OnCallConfig): string =>
  createHash("sha256").update(JSON.stringify(schedule)).digest("hex");

/**
 * Makes the schedules known that daypass.yaml registers, and forgets the shifts of those that it does not register any more or
 * says something else about: nobody is on call for them until they were read again.
 */
export async function registerSchedules(ctx: Context): Promise<void> {
  const schedules = ctx.runtime.config.onCall.map((each) => ({
    name: each.name,
    settings: settingsOf(each),
  }));
  await transact(ctx, "on-call.forgotten", async (tx) => {
    const [{ now } = { now: new Date() }] = await tx.query<{ now: Date }>(
      "now",
      "select clock_timestamp() as now",
    );
    const gone = await tx.query<{ name: string }>("on-call-forget", forgetSql, [JSON.stringify(schedules)]);
    await tx.query("on-call-register", registerSql, [JSON.stringify(schedules)]);
    const events = gone.map(
      ({ name }): AuditInput => ({ action: "on-call.forgotten", detail: { schedule: name } }),
    );
    if (events.length > 0) await tx.audit(now, events);
  });
}

const said = "jsonb_to_recordset($1::jsonb) as said(name text, settings text)";

const forgetSql = `
delete from on_call_schedule known where not exists (select 1 from ${said} where said.name = known.name and said.settings = known.settings)
returning name`;

const registerSql = `
insert into on_call_schedule (name, settings, next_attempt_at) select name, settings, clock_timestamp() from ${said} on conflict do nothing`;
