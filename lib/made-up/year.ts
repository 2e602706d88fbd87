import { type Incident, incidents, later, moments, type Period } from "./calendar";
import { type Chance, weigh } from "./chance";
import type { Asked } from "./decide";
import type { Employee } from "./people";
import type { Place } from "./places";
import { incidentReason } from "./reasons";
import { type Story, tellStory } from "./story";

export interface YearPlan extends Period {
  requests: number;
  pending: number;
  live: number;
}

/** Everything that was asked for in a period that ends now, in the order in which it was asked. */
export function makeYear(
  chance: Chance,
  places: readonly Place[],
  plan: YearPlan,
  personas: readonly Employee[],
): Story[] {
  const { from, to: now } = plan;
  const diary = new Diary();
  const anywhere = weigh(places, ({ weight }) => weight);
  const bad = incidents(
    chance,
    plan,
    [...new Set(places.map(namespaceOf))],
    Math.ceil(plan.requests / 1_400),
  );
  const span = now.getTime() - from.getTime();
  const tell = (at: Date, place: Place, pace: Asked["pace"], reason?: string): Story | null => {
    const requester = someone(chance, place, at);
    if (!requester || !diary.isFree(place, requester, at)) return null;
    // Over the year people learn to answer faster.
    const tempo = 1.2 - (0.4 * (at.getTime() - from.getTime())) / span;
    const askedSeconds = wish(chance, place);
    return tellStory(chance, { place, requester, at, askedSeconds, pace, now, tempo }, reason);
  };
  const keep = (make: () => Story | null, isWanted: (story: Story) => boolean = () => true): void => {
    for (let attempt = 0; attempt < 60; attempt++) {
      const story = make();
      if (!story || !isWanted(story)) continue;
      diary.write(story);
      return;
    }
  };

  const usual = plan.requests - plan.pending - plan.live;
  const inTrouble = bad.flatMap((incident) => momentsOf(chance, incident));
  const instants = [
    ...inTrouble.map((at) => ({ ...at, isUsual: false })),
    ...moments(chance, plan, usual - inTrouble.length).map((at) => ({ at, incident: null, isUsual: true })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  for (const { at, incident } of instants) {
    const there = incident && places.filter((place) => namespaceOf(place) === incident.namespace);
    keep(() =>
      there
        ? tell(at, chance.pick(there), "rushed", incidentReason(chance))
        : tell(at, anywhere(chance), "usual"),
    );
  }
  const known = new Set(personas);
  const waiting = places.filter(({ stages }) => stages.length > 0);
  // Whoever signs in to look around finds something to decide.
  const forPersonas = weigh(waiting, ({ stages, weight }) =>
    stages[0]?.some(({ employee }) => known.has(employee)) ? weight * 3 : weight,
  );
  for (let left = plan.pending; left > 0; left--)
    keep(
      () => tell(later(now, -1400 * chance.next() ** 1.4 - 1), forPersonas(chance), "left"),
      ({ fate }) => fate.status === "pending" && fate.pendingUntil > later(now, 3),
    );
  for (let left = plan.live; left > 0; left--)
    keep(
      () => tell(later(now, -180 * chance.next() - 5), anywhere(chance), "rushed"),
      ({ grant }) => grant?.status === "active",
    );
  return diary.stories.sort((a, b) => a.at.getTime() - b.at.getTime());
}

const namespaceOf = ({ service }: Place) => service.ref.split("/")[0] ?? "";

const momentsOf = (chance: Chance, incident: Incident): { at: Date; incident: Incident }[] =>
  Array.from({ length: chance.int(20, 55) }, () => ({
    at: new Date(
      incident.from.getTime() +
        Math.floor(chance.next() ** 1.6 * (incident.to.getTime() - incident.from.getTime())),
    ),
    incident,
  }));

/** Somebody who may ask, who works there already, and more likely one who asks often. */
function someone(chance: Chance, { eligible }: Place, at: Date): Employee | null {
  for (let attempt = 0; attempt < 12; attempt++) {
    const employee = chance.pick(eligible);
    if (employee.joinedAt < at && chance.next() * 4 < employee.asks) return employee;
  }
  return null;
}

/** As people choose: the usual length, or one of the lengths that a form offers. */
function wish(chance: Chance, { rules }: Place): number {
  if (chance.isLucky(0.55)) return rules.defaultDurationSeconds;
  return chance.pick([900, 1800, 3600, 7200, 14_400, 28_800]);
}

/** What everybody asked for, so that nobody asks twice for what waits, or holds what may not be held together. */
class Diary {
  readonly stories: Story[] = [];
  private readonly waits = new Map<string, Date>();
  private readonly holds = new Map<string, Date>();

  isFree(place: Place, requester: Employee, at: Date): boolean {
    const until = this.waits.get(keyOf(place, requester));
    if (until && until >= at) return false;
    return place.rules.conflictsWith.every(
      (role) => (this.holds.get(roleKey(place, role, requester)) ?? at) <= at,
    );
  }

  write(story: Story): void {
    const { place, requester, fate, grant } = story;
    this.stories.push(story);
    const decidedAt = fate.closedAt ?? fate.pendingUntil;
    this.waits.set(keyOf(place, requester), decidedAt);
    this.holds.set(roleKey(place, place.role, requester), grant?.endsAt ?? decidedAt);
  }
}

const keyOf = (place: Place, requester: Employee) =>
  `${requester.principal.subject} ${place.service.ref} ${place.role} ${place.environment}`;

const roleKey = (place: Place, role: string, requester: Employee) =>
  `${requester.principal.subject} ${place.service.ref} ${role}`;
