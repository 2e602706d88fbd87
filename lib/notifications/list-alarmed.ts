import { actorOf } from "@/lib/context/context";
import type { Queryable } from "@/lib/db/pool";
import type { Principal } from "@/lib/principals/principal";
import { standingOf } from "@/lib/principals/standing";
import type { RequestFacts } from "@/lib/requests/facts";
import { waitsFor } from "@/lib/reviews/policy";
import { findReviewFacts } from "@/lib/reviews/queries";
import type { Runtime } from "@/lib/runtime/runtime";
import type { FindHolders } from "./find-holders";
import type { News } from "./news";
import { alarmIn } from "./plan-alarms";

/** Whom an alarm concerns: the references, for rooms, and the people. */
export interface Alarmed {
  refs: readonly string[];
  people: readonly Principal[];
}

const nobody: Alarmed = { refs: [], people: [] };

/** Owners, for break-glass; whoever the policy lets do the review, for a review. Stand-ins do neither. */
export async function listAlarmed(
  db: Queryable,
  runtime: Runtime,
  { news, facts }: { news: News; facts: RequestFacts },
  find: FindHolders,
): Promise<Alarmed> {
  const kind = alarmIn(news, facts)?.kind;
  if (!kind) return nobody;
  const { owners } = facts.current;
  if (kind === "break-glass-opened") {
    const people = await find(owners);
    const { config } = runtime;
    return {
      refs: owners,
      people: people.filter((person) => standingOf(person, facts.current, config).isOwner),
    };
  }
  const review = await findReviewFacts(db, facts.row.review?.id ?? "");
  if (review?.row.status !== "open") return nobody;
  const named = review.row.reviewer_refs;
  const refs = kind === "review-overdue" ? [...named, ...owners, ...runtime.config.admins] : named;
  const people = await find(refs);
  const mayReview = (person: Principal) =>
    waitsFor({ runtime, actor: actorOf(person), requestId: "notification" }, review);
  return { refs, people: people.filter(mayReview) };
}
