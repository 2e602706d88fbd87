import type { Principal } from "@/lib/principals/principal";
import type { ProposalFacts } from "@/lib/proposals/policy";
import type { News } from "./news";
import type { OpenNotification, Plan, Tell } from "./plan";
import { instantWords } from "./words";

export interface ProposalNews {
  news: News;
  facts: ProposalFacts;
  open: readonly OpenNotification[];
  /** Known people who may say yes to it now. */
  owners: readonly Principal[];
}

/** An owner's yes is wanted; once it is there, or not wanted any more, nobody is asked. */
export function planProposal({ news, facts, open, owners }: ProposalNews): Plan {
  const { row } = facts;
  const asked = new Set(open.map(({ recipient }) => recipient));
  const say = (zone: string, why: string | null) => ({
    title: `A change of ${row.service.title} waits for you`,
    sentence: `A new declaration of ${row.service.title} widens access, and counts only after an owner's yes.`,
    why,
    quote: null,
    facts: [
      ...row.waits.slice(0, 5).map(({ words }) => ({ label: "Would", value: words })),
      { label: "Closes by itself", value: instantWords(row.pending_until, zone) },
    ],
    action: { label: "Look at the change", path: `/proposals/${row.id}` },
  });
  const kind = "proposal-waiting" as const;
  const because = `You are asked because you own ${row.service.title}.`;
  const people = owners
    .filter(({ id }) => id !== news.actor.id && !asked.has(id))
    .map((person): Tell => ({ kind, to: { person }, say: (zone) => say(zone, because) }));
  const isNew = news.events.some(({ action }) => action === "declaration.proposed");
  const rooms: Tell[] = isNew ? [{ kind, to: { refs: row.owners }, say: (zone) => say(zone, null) }] : [];
  const pending = row.status === "pending";
  return {
    service: row.service.ref,
    tell: pending ? [...people, ...rooms] : [],
    close: pending ? [] : open.map(({ id }) => ({ id, outcome: outcomeOf(facts) })),
  };
}

function outcomeOf({ row }: ProposalFacts): string {
  const by = row.decided_by?.name ?? "An owner";
  switch (row.status) {
    case "approved":
      return `${by} approved it`;
    case "denied":
      return `${by} denied it`;
    case "lapsed":
      return "No owner decided in time";
    default:
      return "Its source says something else by now";
  }
}
