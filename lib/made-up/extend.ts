import { idAt } from "@/lib/db/ids";
import { extendedEnd, gainedSeconds } from "@/lib/grants/extension";
import { later } from "./calendar";
import type { Chance } from "./chance";
import { decide } from "./decide";
import { limitName, limitOf } from "./limit";
import type { Story } from "./story";

const leastGainedSeconds = 60;

/**
 * A holder asks for a later end shortly before the end, and the access of `story` ends later where it was approved in time.
 * Null, and nothing changed, where nothing would come of it.
 */
export function extend(chance: Chance, story: Story): Story | null {
  const { grant, place, now } = story;
  if (!grant || grant.revoked || grant.status === "scheduled" || place.rules.breakGlass) return null;
  const { startsAt, endsAt } = grant;
  const at = later(
    startsAt,
    ((0.55 + 0.35 * chance.next()) * (endsAt.getTime() - startsAt.getTime())) / 60_000,
  );
  if (at >= now) return null;
  const period = { starts_at: startsAt, ends_at: endsAt };
  const limit = limitOf(place.rules);
  const askedSeconds = Math.min(chance.pick([1800, 1800, 3600]), limit);
  if (gainedSeconds(period, extendedEnd(period, askedSeconds, limit, at)) < leastGainedSeconds) return null;
  const asked = { ...story, at, askedSeconds, pace: "rushed", askedBy: null } as const;
  const fate = decide(chance, asked);
  if (fate.pendingUntil > endsAt) fate.pendingUntil = endsAt;
  const isOpen = fate.status === "pending" && endsAt > now;
  const isDecided = fate.closedAt !== null && fate.closedAt < endsAt;
  if (!isOpen && !(isDecided && (fate.status === "approved" || fate.status === "denied"))) return null;
  let to: Date | null = null;
  let cappedBy: string | null = null;
  if (fate.status === "approved" && fate.closedAt) {
    to = extendedEnd(period, fate.effectiveSeconds, limit, fate.closedAt);
    const gained = gainedSeconds(period, to);
    if (gained < leastGainedSeconds) return null;
    if (gained < fate.effectiveSeconds) cappedBy = limitName(place.rules);
    fate.effectiveSeconds = gained;
    story.grant = { ...grant, endsAt: to, status: to > now ? "active" : "expired" };
  }
  return {
    ...asked,
    id: idAt("req", at.getTime(), chance.bytes(10)),
    fate,
    decisionIds: fate.decisions.map((each) => idAt("dec", each.at.getTime(), chance.bytes(10))),
    startsAt: null,
    grant: null,
    review: null,
    extends: { grantId: grant.id, from: endsAt, to, cappedBy },
  };
}
