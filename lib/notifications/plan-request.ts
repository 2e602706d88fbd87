import type { Principal } from "@/lib/principals/principal";
import type { RequestFacts } from "@/lib/requests/facts";
import type { News, NewsEvent } from "./news";
import type { OpenNotification, Plan, Tell } from "./plan";
import { decidedElsewhere, decisionWanted, outcomeOf } from "./request-words";
import { tellHolder } from "./tell-holder";
import { tellOthers } from "./tell-others";

export interface RequestNews {
  news: News;
  facts: RequestFacts;
  open: readonly OpenNotification[];
  /** Known people who are named for the open stage, or stand in for somebody who is; once it is decided, who was asked. */
  candidates: readonly Principal[];
}

/**
 * Whom news about a request concern, and what of it is settled. It looks at the request as it is now and not as it was at
 * the event, so it comes out right however late or often it runs; nobody hears of their own act.
 */
export function planRequest(about: RequestNews): Plan {
  const deciders = decidersOf(about);
  return {
    service: about.facts.row.service.ref,
    tell: [
      ...askDeciders(about, deciders),
      ...tellHolder(about),
      ...tellOthers(about),
      ...tellOutcome(about),
    ],
    close: [...closeDecided(about, deciders), ...closeEnding(about)],
  };
}

const isPending = ({ row }: RequestFacts) => row.status === "pending" && row.now < row.pending_until;

const asksToDecide = ({ kind }: OpenNotification) =>
  kind === "decision-wanted" || kind === "decision-escalated";

/** Who may say yes or no now: the decision core's word. */
const decidersOf = ({ facts, candidates }: RequestNews): Principal[] =>
  isPending(facts)
    ? candidates.filter((person) => person.kind === "user" && facts.assessment.whyNot(person) === null)
    : [];

function askDeciders({ news, facts, open }: RequestNews, deciders: readonly Principal[]): Tell[] {
  if (!isPending(facts)) return [];
  const asked = new Set(open.filter(asksToDecide).map(({ recipient }) => recipient));
  const escalated = news.events.some(is("request.escalated"));
  const kind = escalated ? "decision-escalated" : "decision-wanted";
  const people = deciders
    .filter(({ id }) => id !== news.actor.id && !asked.has(id))
    .map((person): Tell => ({ kind, to: { person }, say: (zone) => decisionWanted(facts, person, zone) }));
  const stage = facts.assessment.stages[facts.assessment.openStage ?? 0];
  const refs = (escalated ? stage?.escalatesTo : stage?.approvers) ?? [];
  const isNew = escalated || news.events.some(is("request.created"));
  const rooms: Tell[] = isNew
    ? [{ kind, to: { refs }, say: (zone) => decisionWanted(facts, null, zone) }]
    : [];
  return [...people, ...rooms];
}

/** Decided closes everywhere; while others still decide, it closes for those whose turn it is no more. */
function closeDecided({ facts, open }: RequestNews, deciders: readonly Principal[]): Plan["close"] {
  const mayDecide = new Set(deciders.map(({ id }) => id));
  const stays = ({ recipient }: OpenNotification) =>
    isPending(facts) && (mayDecide.has(recipient) || recipient.includes("/"));
  const outcome = outcomeOf(facts);
  return open.filter((each) => asksToDecide(each) && !stays(each)).map(({ id }) => ({ id, outcome }));
}

/** For those who want to know; nobody hears of their own decision. */
function tellOutcome({ news, facts, open, candidates }: RequestNews): Tell[] {
  if (isPending(facts)) return [];
  const asked = new Set(open.filter(asksToDecide).map(({ recipient }) => recipient));
  return candidates
    .filter(({ id }) => asked.has(id) && id !== news.actor.id)
    .map((person) => ({ kind: "decided-elsewhere", to: { person }, say: () => decidedElsewhere(facts) }));
}

const endings: Partial<Record<NewsEvent["action"], string>> = {
  "grant.expired": "The access has ended",
  "grant.revoked": "The access was ended",
  "grant.shortened": "It ends sooner",
};

function closeEnding({ news, open }: RequestNews): Plan["close"] {
  const ended = news.events.map(({ action }) => endings[action]).find((words) => words !== undefined);
  const extended = news.events.some(is("grant.extended")) ? "It was extended" : undefined;
  const outcome = ended ?? extended;
  if (!outcome) return [];
  return open.filter(({ kind }) => kind === "access-ends-soon").map(({ id }) => ({ id, outcome }));
}

const is = (action: string) => (event: NewsEvent) => event.action === action;
