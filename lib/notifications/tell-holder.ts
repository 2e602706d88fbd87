import type { Principal } from "@/lib/principals/principal";
import type { Content } from "./content";
import type { NotificationKind } from "./kinds";
import type { News, NewsEvent } from "./news";
import type { Tell } from "./plan";
import type { RequestNews } from "./plan-request";
import { ownWords } from "./request-words";

type Said = { kind: NotificationKind; say(timeZone: string): Content } | null;
type Words = (about: RequestNews, detail: Record<string, unknown>) => Said;

/**
 * What the one who asked, or holds the access, hears of each thing that happens to it. Of several in one transaction the first
 * in this order says it all.
 */
const words: readonly [action: string, Words][] = [
  [
    "request.approved",
    ({ news, facts }) => ({
      kind: "request-approved",
      say: (zone) => ownWords.approved(facts, news.actor, grantDetail(news.events), zone),
    }),
  ],
  [
    "request.denied",
    ({ news, facts }, detail) => ({
      kind: "request-denied",
      say: () => ownWords.denied(facts, news.actor, detail),
    }),
  ],
  [
    "request.cancelled",
    ({ news, facts }, detail) => ({
      kind: "request-cancelled",
      say: () => ownWords.cancelled(facts, news.actor, detail),
    }),
  ],
  ["request.lapsed", ({ facts }) => ({ kind: "request-lapsed", say: () => ownWords.lapsed(facts) })],
  ["request.escalated", ({ facts }) => ({ kind: "request-progress", say: () => ownWords.escalated(facts) })],
  ["request.shortened", ({ facts }) => ({ kind: "request-progress", say: () => ownWords.shortened(facts) })],
  [
    "request.created",
    ({ news, facts }) => ({ kind: "asked-for-you", say: () => ownWords.askedForYou(facts, news.actor) }),
  ],
  [
    "decision.made",
    ({ news, facts }) => ({ kind: "request-progress", say: () => ownWords.progress(facts, news.actor) }),
  ],
  [
    "grant.revoked",
    ({ news, facts }, detail) => ({
      kind: "access-revoked",
      say: () => ownWords.revoked(facts, news.actor, detail),
    }),
  ],
  ["grant.expired", ({ facts }) => ({ kind: "access-ended", say: () => ownWords.ended(facts) })],
  [
    "grant.extended",
    ({ facts }, detail) => ({
      kind: "access-extended",
      say: (zone) => ownWords.extended(facts, detail, zone),
    }),
  ],
  ["grant.shortened", changed],
  ["grant.lessened", changed],
  [
    "grant.ends-soon",
    ({ facts }, detail) => ({
      kind: "access-ends-soon",
      say: (zone) => ownWords.endsSoon(facts, detail, zone),
    }),
  ],
  [
    "grant.activated",
    ({ facts }, detail) => ({ kind: "access-started", say: (zone) => ownWords.started(facts, detail, zone) }),
  ],
];

function changed({ facts }: RequestNews, detail: Record<string, unknown>): Said {
  return { kind: "access-changed", say: (zone) => ownWords.changed(facts, detail, zone) };
}

const grantDetail = (events: readonly NewsEvent[]) =>
  events.find(({ action }) => action.startsWith("grant."))?.detail ?? {};

export function tellHolder(about: RequestNews): Tell[] {
  const { news, facts } = about;
  const holder = facts.row.requester;
  if (!isToBeTold(holder, news)) return [];
  for (const [action, wordsFor] of words) {
    const event = news.events.find((each) => each.action === action);
    const said = event ? wordsFor(about, event.detail ?? {}) : null;
    if (said) return [{ ...said, to: { person: holder } }];
  }
  return [];
}

/** Whether somebody may be told: a person who is still here, of what they did not do themselves. */
export const isToBeTold = ({ id, kind, deactivatedAt }: Principal, { actor }: News): boolean =>
  kind === "user" && !deactivatedAt && id !== actor.id;
