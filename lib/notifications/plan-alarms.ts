import { listIn, textIn } from "@/lib/audit/facts";
import { durationWords } from "@/lib/declarations/describe";
import type { Principal } from "@/lib/principals/principal";
import type { Content } from "./content";
import type { NotificationKind } from "./kinds";
import type { NewsEvent } from "./news";
import type { OpenNotification, Plan, Tell } from "./plan";
import type { RequestNews } from "./plan-request";
import { instantWords, nameOf, roleIn, roleOn } from "./words";

export interface AlarmNews extends RequestNews {
  /** Known people whom these news alarm: owners, or whoever owes a review. */
  alarmed: readonly Principal[];
}

const alarms: Partial<Record<string, NotificationKind>> = {
  "grant.break-glass-opened": "break-glass-opened",
  "review.reminded": "review-due",
  "review.overdue": "review-overdue",
};

const alarmIn = (events: readonly NewsEvent[]) => events.find(({ action }) => alarms[action]);

/** References of those whom these news alarm; empty where they alarm nobody. */
export function alarmedRefs({ news, facts }: Omit<RequestNews, "candidates">): readonly string[] {
  const event = alarmIn(news.events);
  if (!event) return [];
  if (event.action === "grant.break-glass-opened") return facts.current.owners;
  return facts.row.review?.reviewerRefs ?? listIn(event.detail ?? {}, "reviewers");
}

/** Break-glass is told at once and to all who own the service; a review is asked for until somebody has done it. */
export function planAlarms(about: AlarmNews): Pick<Plan, "tell" | "close"> {
  const { news, facts, open, alarmed } = about;
  const event = alarmIn(news.events);
  const kind = event && alarms[event.action];
  const done = news.events.find(({ action }) => action.startsWith("review.") && action.endsWith("done"));
  const close = done ? settle(open, `${nameOf(news.actor)} reviewed it`) : [];
  if (!event || !kind) return { tell: [], close };
  const wording = words[kind];
  if (!wording) return { tell: [], close };
  const say = (zone: string) => wording(about, event.detail ?? {}, zone);
  // Nobody looks back at their own access.
  const involved = [news.actor.id, facts.row.requester.id];
  const people = alarmed
    .filter(({ id, kind: what }) => what === "user" && !involved.includes(id))
    .map((person): Tell => ({ kind, to: { person }, say }));
  return { tell: [...people, { kind, to: { refs: alarmedRefs(about) }, say }], close };
}

const isReview = ({ kind }: OpenNotification) => kind === "review-due" || kind === "review-overdue";

const settle = (open: readonly OpenNotification[], outcome: string) =>
  open.filter(isReview).map(({ id }) => ({ id, outcome }));

type Words = (about: AlarmNews, detail: Record<string, unknown>, zone: string) => Content;

const review =
  (late: boolean): Words =>
  ({ facts: { row } }, detail, zone) => {
    const due = Date.parse(textIn(detail, "dueAt") ?? "");
    const until = Number.isNaN(due)
      ? ""
      : ` It ${late ? "was" : "is"} due ${instantWords(new Date(due), zone)}.`;
    return {
      title: `${late ? "Overdue: review" : "Review"} ${row.requester.name}'s use of ${roleOn(row)}`,
      sentence: `${row.requester.name}'s access as ${roleIn(row)} waits for a review.${until}`,
      why: "You are asked as one of its reviewers.",
      quote: { by: row.requester.name, text: row.justification },
      facts: [],
      action: { label: "Review it", path: `/requests/${row.id}` },
    };
  };

const words: Record<string, Words> = {
  "break-glass-opened": ({ facts: { row } }, detail, zone) => {
    const end = Date.parse(textIn(detail, "endsAt") ?? "");
    const until = Number.isNaN(end) ? "" : ` It ends ${instantWords(new Date(end), zone)}.`;
    return {
      title: `Break-glass: ${row.requester.name} took ${roleOn(row)}`,
      sentence: `${row.requester.name} took ${roleIn(row)} in an emergency, without anybody's yes, for ${durationWords(row.effective_duration_seconds)}.${until}`,
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
