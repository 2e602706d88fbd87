import type { Context } from "@/lib/context/context";
import { listSchedulesOf, type ScheduleView } from "@/lib/on-call/queries";
import { type Away, listAway } from "@/lib/stand-ins/queries";
import type { RequestView } from "./view";

/** Whom the stage that waits reaches at this moment, beyond what the declaration names. */
export interface WhoAnswers {
  schedules: ScheduleView[];
  away: Away[];
}

/** Who is on call for it, and who stands in for an approver who is away; nobody does for whoever asked. */
export async function whoAnswers(
  ctx: Context,
  { stages, requester }: Pick<RequestView, "stages" | "requester">,
): Promise<WhoAnswers> {
  const open = stages.find((stage) => stage.open);
  if (!open) return { schedules: [], away: [] };
  const refs = [...open.approvers, ...(open.escalated ? open.escalatesTo : [])];
  const [schedules, away] = await Promise.all([listSchedulesOf(ctx, refs), listAway(ctx.runtime.pool, refs)]);
  return { schedules, away: away.filter(({ absent }) => absent.id !== requester.id) };
}
