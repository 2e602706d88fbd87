import { isAway } from "./absences";
import { type Incident, incidents, later, moments, type Period } from "./calendar";
import { type Chance, weigh } from "./chance";
import type { Asked } from "./decide";
import { extend } from "./extend";
import type { Employee } from "./people";
import type { Place } from "./places";
import { incidentReason } from "./reasons";
import { type Story, tellStory } from "./story";

export interface YearPlan extends Period {
  requests: number;
  pending: number;
  live: number;
  /** Access that was taken in the last days without anybody's yes. */
  emergencies: number;
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
    const askedBy = askerFor(chance, place, requester, at);
    return tellStory(chance, { place, requester, askedBy, at, askedSeconds, pace, now, tempo }, reason);
  };
  /** Gives how many requests came of it: some are asked to last longer. */
  const keep = (make: () => Story | null, isWanted: (story: Story) => boolean = () => true): number => {
    for (let attempt = 0; attempt < 60; attempt++) {
      const story = make();
      if (!story || !isWanted(story)) continue;
      const extension = chance.isLucky(0.06) ? extend(chance, story) : null;
      diary.write(story);
      if (extension) diary.write(extension);
      return extension ? 2 : 1;
    }
    return 0;
  };

  const usual = plan.requests - plan.pending - plan.live - plan.emergencies;
  const inTrouble = bad.flatMap((incident) => momentsOf(chance, incident));
  const instants = [
    ...inTrouble.map((at) => ({ ...at, isUsual: false })),
    ...moments(chance, plan, usual - inTrouble.length).map((at) => ({ at, incident: null, isUsual: true })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  let surplus = 0;
  for (const { at, incident } of instants) {
    if (surplus > 0 && !incident) {
      surplus -= 1;
      continue;
    }
    const there = incident && places.filter((place) => namespaceOf(place) === incident.namespace);
    const made = keep(() =>
      there
        ? tell(at, chance.pick(there), "rushed", incidentReason(chance))
        : tell(at, anywhere(chance), "usual"),
    );
    surplus += Math.max(0, made - 1);
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
  const glass = places.filter(({ rules }) => rules.breakGlass);
  // Every other one still waits for its review.
  for (let left = glass.length > 0 ? plan.emergencies : 0; left > 0; left--)
    keep(
      () =>
        tell(later(now, -5_700 * chance.next() - 30), chance.pick(glass), "rushed", incidentReason(chance)),
      ({ review }) => left % 2 === 1 || review?.done === null,
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
    if (employee.joinedAt < at && !isAway(employee, at) && chance.next() * 4 < employee.asks) return employee;
  }
  return null;
}

/** Now and then somebody asks for a colleague, where the declaration lets them. */
function askerFor(chance: Chance, { askers }: Place, requester: Employee, at: Date): Employee | null {
  const others = askers.filter(
    (employee) => employee !== requester && employee.joinedAt < at && !isAway(employee, at),
  );
  return others.length > 0 && chance.isLucky(0.09) ? chance.pick(others) : null;
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
