import { z } from "zod";
import type { PagerDutyConfig } from "@/lib/config/config";
import { fetchBounded } from "./fetch-bounded";
import { type NamedShift, ScheduleProblem, type Window } from "./shift";

const pageSize = 100;
const mostPages = 50;

// As PagerDuty's REST API v2 answers GET /oncalls; what is not needed is not looked at.
const page = z.object({
  oncalls: z.array(
    z.object({
      user: z.object({ id: z.string(), email: z.string().nullish() }),
      schedule: z.object({ id: z.string() }).nullish(),
      start: z.iso.datetime({ offset: true }).nullish(),
      end: z.iso.datetime({ offset: true }).nullish(),
    }),
  ),
  more: z.boolean().nullish(),
});

/** Who is on call for the schedules of PagerDuty that daypass.yaml names. Throws a ScheduleProblem. */
export async function readPagerDuty(
  {
    apiUrl,
    token,
    scheduleIds,
    holders,
  }: Pick<PagerDutyConfig, "apiUrl" | "token" | "scheduleIds" | "holders">,
  { from, to }: Window,
): Promise<NamedShift[]> {
  const headers = {
    accept: "application/vnd.pagerduty+json;version=2",
    authorization: `Token token=${token}`,
  };
  const shifts: NamedShift[] = [];
  for (let at = 0; at < mostPages; at++) {
    const query = new URLSearchParams([
      ...scheduleIds.map((id): [string, string] => ["schedule_ids[]", id]),
      ["include[]", "users"],
      ["since", from.toISOString()],
      ["until", to.toISOString()],
      ["limit", String(pageSize)],
      ["offset", String(at * pageSize)],
    ]);
    const text = await fetchBounded(`${apiUrl.replace(/\/$/, "")}/oncalls?${query}`, headers);
    const { oncalls, more } = parse(text);
    for (const { user, schedule, start, end } of oncalls) {
      // One who is asked at any time, and not by a schedule, is nobody's shift.
      if (!schedule || !scheduleIds.includes(schedule.id) || !start || !end) continue;
      const name = holders.by === "user-id" ? user.id : user.email;
      if (name) shifts.push({ name, startsAt: new Date(start), endsAt: new Date(end) });
    }
    if (!more) return shifts;
  }
  throw new ScheduleProblem(`has more than ${mostPages * pageSize} entries in two weeks`);
}

function parse(text: string): z.output<typeof page> {
  try {
    return page.parse(JSON.parse(text));
  } catch {
    throw new ScheduleProblem("answered something that is no list of who is on call");
  }
}
