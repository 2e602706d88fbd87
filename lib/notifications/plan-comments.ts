import { listIn, textIn } from "@/lib/audit/facts";
import type { Principal } from "@/lib/principals/principal";
import type { RequestFacts } from "@/lib/requests/facts";
import type { News } from "./news";
import type { Tell } from "./plan";
import { isToBeTold } from "./tell-holder";
import { nameOf, roleIn, roleOn } from "./words";

const commentIn = ({ events }: News) => events.find(({ action }) => action === "request.commented");

/** Ids of those whom a comment mentions. */
export const mentionedIn = (news: News): string[] => listIn(commentIn(news)?.detail ?? {}, "mentions");

/** A comment is told to whom it mentions, to the one who asked and to the one for whom. */
export function tellComment(news: News, facts: RequestFacts, mentioned: readonly Principal[]): Tell[] {
  const comment = commentIn(news);
  if (!comment) return [];
  const { row } = facts;
  const by = nameOf(news.actor);
  const say = (verb: string) => () => ({
    title: `${by} ${verb} ${roleOn(row)}`,
    sentence: `${by} ${verb} ${row.requester.name}'s request for ${roleIn(row)}.`,
    why: null,
    quote: { by, text: textIn(comment.detail ?? {}, "comment") ?? "" },
    facts: [],
    action: { label: "Read and answer", path: `/requests/${row.id}` },
  });
  const others = mentioned.filter(({ id }) => id !== news.actor.id);
  const tell = others.map(
    (person): Tell => ({ kind: "mentioned", to: { person }, say: say("mentions you about") }),
  );
  const parties = [row.requester, ...(row.asked_by ? [row.asked_by] : [])].filter(
    (person) => isToBeTold(person, news) && !others.some(({ id }) => id === person.id),
  );
  return [
    ...tell,
    ...parties.map((person): Tell => ({ kind: "commented", to: { person }, say: say("commented on") })),
  ];
}
