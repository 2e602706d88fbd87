import type { NotificationKind } from "./kinds";
import type { Tell } from "./plan";
import type { RequestNews } from "./plan-request";
import { accessEnded, settled } from "./request-words";
import { isToBeTold } from "./tell-holder";

const outcomes: Partial<Record<string, NotificationKind>> = {
  "request.approved": "request-approved",
  "request.denied": "request-denied",
  "request.cancelled": "request-cancelled",
  "request.lapsed": "request-lapsed",
};

/** What becomes of a request is told to whoever asked for somebody else, and to the rooms that want it. */
export function tellOthers({ news, facts }: RequestNews): Tell[] {
  const { row, current } = facts;
  const rooms = { refs: [...new Set([...row.approver_refs, ...current.owners])] };
  const revoked = news.events.find(({ action }) => action === "grant.revoked");
  if (revoked) {
    // Given back, and not taken away.
    if (news.actor.id === row.requester.id) return [];
    const say = () => accessEnded(facts, news.actor, revoked.detail ?? {});
    return [{ kind: "access-revoked", to: rooms, say }];
  }
  const kind = news.events.map(({ action }) => outcomes[action]).find((found) => found !== undefined);
  if (!kind) return [];
  const say = () => settled(facts);
  const asker = row.asked_by && isToBeTold(row.asked_by, news) ? [row.asked_by] : [];
  return [...asker.map((person): Tell => ({ kind, to: { person }, say })), { kind, to: rooms, say }];
}
