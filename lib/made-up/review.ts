import type { AuditInput } from "@/lib/audit/event";
import { idAt } from "@/lib/db/ids";
import { isAway } from "./absences";
import { doneBy, later } from "./calendar";
import type { Chance } from "./chance";
import type { Employee } from "./people";
import type { Place } from "./places";
import { teamOf } from "./teams";

/** The look at an access after it ended, as far as it has come. */
export interface MadeUpReview {
  id: string;
  reviewers: string[];
  withinSeconds: number;
  openedAt: Date;
  dueAt: Date;
  done: { at: Date; by: Employee; verdict: "justified" | "not-justified"; comment: string } | null;
  /** When its reviewers were told, in order. */
  remindedAt: Date[];
  remindAt: Date;
}

interface Reviewed {
  place: Place;
  holder: Employee;
  openedAt: Date;
  endedAt: Date;
  now: Date;
}

const dayMinutes = 24 * 60;

/** Most are done within the day; of those of the last days some still wait, and are chased. */
export function review(
  chance: Chance,
  { place, holder, openedAt, endedAt, now }: Reviewed,
): MadeUpReview | null {
  const { postReview } = place.rules;
  if (!postReview) return null;
  const { withinSeconds, reviewers } = postReview;
  const dueAt = later(endedAt, withinSeconds / 60);
  const free = place.reviewers.filter(
    ({ employee }) => employee !== holder && employee.joinedAt < endedAt && !isAway(employee, endedAt),
  );
  const id = idAt("rvw", openedAt.getTime(), chance.bytes(10));
  const opened = { id, reviewers, withinSeconds, openedAt, dueAt };
  const isForgotten = endedAt > later(now, -5 * dayMinutes) && chance.isLucky(0.5);
  if (free.length === 0 || isForgotten) return { ...opened, done: null, ...reminders(endedAt, dueAt, now) };
  const { employee: by, ref } = chance.pick(free);
  const minutes = chance.about(chance.isLucky(0.08) ? 1_500 : 150, 0.9);
  const at = doneBy(chance, teamOf(ref)?.works ?? "europe", endedAt, minutes);
  const isGood = chance.isLucky(0.93);
  const comment = chance.pick(isGood ? justified : notJustified);
  if (at > now) return { ...opened, done: null, ...reminders(endedAt, dueAt, now) };
  const done = { at, by, verdict: isGood ? "justified" : "not-justified", comment } as const;
  return { ...opened, done, ...reminders(endedAt, dueAt, at) };
}

/** As `remindDueReviews` keeps the time: at the end of the access, when it is due, and every day from then on; once a week after two. */
function reminders(endedAt: Date, dueAt: Date, until: Date): Pick<MadeUpReview, "remindedAt" | "remindAt"> {
  const remindedAt: Date[] = [];
  let next = endedAt;
  while (next <= until) {
    remindedAt.push(next);
    const told = remindedAt.length;
    next = told === 1 ? dueAt : later(next, (told < 15 ? 1 : 7) * dayMinutes);
  }
  return { remindedAt, remindAt: next };
}

/** What the worker and the reviewer wrote into the log; `by` null is the worker. */
export function reviewEvents(
  { id, reviewers, withinSeconds, dueAt, openedAt, done, remindedAt }: MadeUpReview,
  breakGlass: boolean,
): { at: Date; by: Employee | "worker" | "opener"; event: Pick<AuditInput, "action" | "detail"> }[] {
  const due = dueAt.toISOString();
  const openedDetail = { reviewId: id, reviewers, withinSeconds, dueAt: due };
  return [
    { at: openedAt, by: "opener", event: { action: "review.opened", detail: openedDetail } },
    ...remindedAt.map((at, index) => {
      const isOverdue = index === 1;
      const detail = { reviewId: id, breakGlass, reviewers, dueAt: due, escalated: index >= 1 };
      const action = isOverdue ? ("review.overdue" as const) : ("review.reminded" as const);
      return { at, by: "worker" as const, event: { action, detail } };
    }),
    ...(done
      ? [
          {
            at: done.at,
            by: done.by,
            event: {
              action: "review.done" as const,
              detail: { reviewId: id, verdict: done.verdict, comment: done.comment, breakGlass },
            },
          },
        ]
      : []),
  ];
}

const justified = [
  "Matches the incident, nothing else was touched.",
  "Looked at the log: only what was needed.",
  "Right call, the queue was back in ten minutes.",
  "Agreed in the incident channel before.",
];
const notJustified = [
  "The operator role would have done. Talked about it.",
  "There was no incident any more at that time.",
];
