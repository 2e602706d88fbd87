import type { ApprovalRules } from "@/lib/declarations/approval-rules";
import { durationWords, oneOfWords } from "@/lib/declarations/describe";
import { onCallRef, scheduleOf } from "@/lib/on-call/held";
import { type Ask, ownersHint, type Refusal, type StageOutlook } from "./ask";

/** What is known of a schedule when somebody asks. */
export interface ScheduleOutlook {
  schedule: string;
  /** Since when it could not be read, where that is so long ago that nobody counts as on call. */
  unreadableSince: string | null;
  /** When somebody else than the requester is on call next; now or earlier where somebody is. Null: nobody in the next two weeks. */
  nextFrom: string | null;
}

/** Rule 8 for a stage that only whoever is on call decides: somebody must be, before the request would close by itself. */
export function unattendedStage(
  stages: readonly StageOutlook[],
  ask: Ask,
  { expiresAfterSeconds }: Pick<ApprovalRules, "expiresAfterSeconds">,
): Refusal | null {
  const { onCall } = ask;
  if (!onCall) return null;
  for (const stage of stages) {
    const schedules = stage.approvers.map(scheduleOf);
    if (stage.candidates.length > 0 || stage.escalatesTo.length > 0 || schedules.includes(null)) continue;
    const known = onCall.filter(({ schedule }) => schedules.includes(schedule));
    const closesAt =
      ask.now.getTime() + Math.min(expiresAfterSeconds, stage.timeoutSeconds ?? Infinity) * 1000;
    if (known.some(({ nextFrom }) => nextFrom !== null && Date.parse(nextFrom) < closesAt)) continue;
    const why =
      unreadableWords(known) ??
      `Nobody but you is on call for ${oneOfWords(schedules.flatMap((name) => name ?? []))} before the request would close by itself, in ${durationWords((closesAt - ask.now.getTime()) / 1000)}.`;
    return { code: "no-approver", detail: `${why} ${ownersHint(ask)}` };
  }
  return null;
}

/** "The on-call schedule payments could not be read since 14:05 UTC, so nobody counts as on call for it." */
export function unreadableWords(
  known: readonly ScheduleOutlook[] | undefined,
  refs?: readonly string[],
): string | null {
  const broken = known?.find(
    ({ schedule, unreadableSince }) =>
      unreadableSince !== null && (!refs || refs.includes(onCallRef(schedule))),
  );
  if (!broken?.unreadableSince) return null;
  const since = broken.unreadableSince.slice(0, 16).replace("T", " ");
  return `The on-call schedule ${broken.schedule} could not be read since ${since} UTC, so nobody counts as on call for it.`;
}
