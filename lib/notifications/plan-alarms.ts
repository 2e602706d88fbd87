import { dateIn } from "@/lib/audit/facts";
import { durationWords } from "@/lib/declarations/describe";
import type { Content } from "./content";
import type { Alarmed } from "./list-alarmed";
import type { News, NewsEvent } from "./news";
import type { OpenNotification, Plan, Tell } from "./plan";
import type { RequestNews } from "./plan-request";
import { isToBeTold } from "./tell-holder";
import { instantWords, nameOf, roleIn, roleOn } from "./words";

type AlarmKind = "break-glass-opened" | "review-due" | "review-overdue";

export interface AlarmNews extends RequestNews {
  alarmed: Alarmed;
}

/** What these news alarm people of. A review that is chased once more is overdue still. */
export function alarmIn(
  { events }: News,
  { row }: RequestNews["facts"],
): { event: NewsEvent; kind: AlarmKind } | null {
  for (const event of events) {
    if (event.action === "grant.break-glass-opened") return { event, kind: "break-glass-opened" };
    if (event.action === "grant.extended" && row.break_glass) return { event, kind: "break-glass-opened" };
    if (event.action === "review.overdue") return { event, kind: "review-overdue" };
    if (event.action === "review.reminded")
      return { event, kind: event.detail?.escalated === true ? "review-overdue" : "review-due" };
  }
  return null;
}

/** Break-glass is told at once and to all who own the service; a review is asked for until somebody has done it. */
export function planAlarms(about: AlarmNews): Pick<Plan, "tell" | "close"> {
  const { news, open, alarmed } = about;
  const done = news.events.some(({ action }) => action === "review.done");
  const close = done ? settle(open, `${nameOf(news.actor)} reviewed it`) : [];
  const alarm = alarmIn(news, about.facts);
  if (!alarm) return { tell: [], close };
  const { event, kind } = alarm;
  const say = (zone: string) => words[kind](about, event.detail ?? {}, zone);
  const people = alarmed.people
    .filter((person) => isToBeTold(person, news))
    .map((person): Tell => ({ kind, to: { person }, say }));
  const rooms: Tell[] = alarmed.refs.length > 0 ? [{ kind, to: { refs: alarmed.refs }, say }] : [];
  return { tell: [...people, ...rooms], close };
}

const isReview = ({ kind }: OpenNotification) => kind === "review-due" || kind === "review-overdue";

const settle = (open: readonly OpenNotification[], outcome: string) =>
  open.filter(isReview).map(({ id }) => ({ id, outcome }));

type Words = (about: AlarmNews, detail: Record<string, unknown>, zone: string) => Content;

const review =
  (late: boolean): Words =>
  ({ facts: { row } }, detail, zone) => {
    const due = dateIn(detail, "dueAt");
    const until = due ? ` It ${late ? "was" : "is"} due ${instantWords(due, zone)}.` : "";
    return {
      title: `${late ? "Overdue: review" : "Review"} ${row.requester.name}'s use of ${roleOn(row)}`,
      sentence: `${row.requester.name}'s access as ${roleIn(row)} waits for a review.${until}`,
      why: late
        ? "It is overdue, so its reviewers, the owners and the platform admins are all asked."
        : "You are asked as one of its reviewers.",
      quote: { by: row.requester.name, text: row.justification },
      facts: [],
      action: { label: "Review it", path: `/requests/${row.id}` },
    };
  };

const words: Record<AlarmKind, Words> = {
  "break-glass-opened": ({ facts: { row } }, detail, zone) => {
    const end = dateIn(detail, "endsAt");
    const until = end ? ` It ends ${instantWords(end, zone)}.` : "";
    const took = row.extends ? "extended" : "took";
    return {
      title: `Break-glass: ${row.requester.name} ${took} ${roleOn(row)}`,
      sentence: `${row.requester.name} ${took} ${roleIn(row)} in an emergency, without anybody's yes, for ${durationWords(row.effective_duration_seconds)}.${until}`,
      why: `You are told because you own ${row.service.title}.`,
      quote: { by: row.requester.name, text: row.justification },
      facts: [],
      action: {
        label: "See it, or end it",
        path: row.grant_id ? `/grants/${row.grant_id}` : `/requests/${row.id}`,
      },
    };
  },
  "review-due": review(false),
  "review-overdue": review(true),
};
