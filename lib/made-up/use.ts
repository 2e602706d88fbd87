import { isAway } from "./absences";
import { later } from "./calendar";
import type { Chance } from "./chance";
import type { Employee } from "./people";
import type { Place } from "./places";

/** What a holder did with a grant, and how it ended. */
export interface Use {
  status: "scheduled" | "active" | "expired" | "revoked";
  tokensAt: Date[];
  revoked: { at: Date; by: Employee; reason: string; gaveBack: boolean } | null;
}

interface Held {
  place: Place;
  holder: Employee;
  startsAt: Date;
  endsAt: Date;
  now: Date;
}

/** The riskier a role, the more often it is asked for in case it is needed, and then is not. */
const unused = { low: 0.07, medium: 0.11, high: 0.2, critical: 0.31 };

export function use(chance: Chance, { place, holder, startsAt, endsAt, now }: Held): Use {
  if (startsAt > now) return { status: "scheduled", tokensAt: [], revoked: null };
  const revoked = ending(chance, { place, holder, startsAt, endsAt, now });
  const until = revoked?.at ?? endsAt;
  const end = until < now ? until : now;
  const tokensAt: Date[] = [];
  if (!chance.isLucky(unused[place.rules.risk])) {
    const more = chance.int(0, 3);
    for (let at = later(startsAt, chance.about(5, 0.8)); at < end && tokensAt.length <= more; )
      at = later(tokensAt[tokensAt.push(at) - 1] ?? at, chance.about(14, 0.5));
  }
  if (revoked) return { status: "revoked", tokensAt, revoked };
  return { status: endsAt > now ? "active" : "expired", tokensAt, revoked };
}

function ending(chance: Chance, { place, holder, startsAt, endsAt, now }: Held): Use["revoked"] {
  const at = new Date(
    Math.floor(startsAt.getTime() + (0.2 + 0.6 * chance.next()) * (endsAt.getTime() - startsAt.getTime())),
  );
  const how = chance.next();
  if (at >= now || how >= 0.155) return null;
  if (how < 0.14) return { at, by: holder, reason: chance.pick(done), gaveBack: true };
  const owners = (place.stages[0] ?? []).filter(
    ({ employee }) => employee !== holder && employee.joinedAt < at && !isAway(employee, at),
  );
  if (owners.length === 0) return null;
  return { at, by: chance.pick(owners).employee, reason: chance.pick(stop), gaveBack: false };
}

const done = ["Done.", "Not needed any more.", "Fixed, thanks.", "Gave it to the colleague who takes over."];
const stop = [
  "The incident is over.",
  "Asked for the wrong environment.",
  "Left running over the weekend.",
  "We freeze this service for the release.",
];
