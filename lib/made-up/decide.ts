import { isAway } from "./absences";
import { doneBy, later } from "./calendar";
import { type Chance, weigh } from "./chance";
import type { Employee } from "./people";
import type { Place } from "./places";
import { teamOf } from "./teams";

export interface MadeUpDecision {
  stage: number;
  approver: Employee;
  /** Whom the approver stood in for. */
  onBehalfOf: Employee | null;
  verdict: "approve" | "deny";
  comment: string | null;
  durationSeconds: number | null;
  at: Date;
}

/** What became of a request until now. */
export interface Fate {
  status: "pending" | "approved" | "denied" | "cancelled" | "lapsed";
  decisions: MadeUpDecision[];
  /** Stages that waited too long, and when they were opened to others. */
  escalated: { stage: number; at: Date }[];
  /** When the open stage will be. */
  escalatesAt: Date | null;
  effectiveSeconds: number;
  pendingUntil: Date;
  closedAt: Date | null;
}

export interface Asked {
  place: Place;
  requester: Employee;
  /** Who asked, where somebody else asked for the requester. */
  askedBy: Employee | null;
  at: Date;
  askedSeconds: number;
  /** "left": nobody has looked at it yet. "rushed": it is needed at once, and decided so. */
  pace: "usual" | "left" | "rushed";
  now: Date;
  /** How slow everybody is at that time, beside their usual. */
  tempo: number;
}

const riskTakes = { low: 0.8, medium: 1, high: 1.4, critical: 1.6 };

/** Lives through the stages as the declaration has them. Pure but for chance. */
export function decide(chance: Chance, asked: Asked): Fate {
  const { place, at, now } = asked;
  const { approval, maxDurationSeconds } = place.rules;
  const most = Math.min(
    maxDurationSeconds,
    approval.autoApprove?.maxDurationSeconds ?? Number.POSITIVE_INFINITY,
  );
  const fate: Fate = {
    status: "pending",
    decisions: [],
    escalated: [],
    escalatesAt: null,
    effectiveSeconds: Math.min(asked.askedSeconds, most),
    pendingUntil: later(at, approval.expiresAfterSeconds / 60),
    closedAt: null,
  };
  if (approval.autoApprove) return close(fate, "approved", at);
  const givesUpAt = asked.pace === "usual" && chance.isLucky(0.08) ? later(at, chance.about(50, 0.9)) : null;
  let heardAt = at;
  for (const [stage, { required, timeoutSeconds, escalatesTo }] of approval.stages.entries()) {
    const openUntil = timeoutSeconds === null ? null : later(heardAt, timeoutSeconds / 60);
    const isHanded = escalatesTo.length > 0;
    if (openUntil && !isHanded && openUntil < fate.pendingUntil) fate.pendingUntil = openUntil;
    fate.escalatesAt = openUntil && isHanded && openUntil > now ? openUntil : null;
    for (let seat = 0; seat < required; seat++) {
      let next = nextDecision(chance, asked, fate, stage, place.stages[stage], heardAt);
      if (
        openUntil &&
        isHanded &&
        (!next || next.at > openUntil) &&
        openUntil < soonest(now, fate, givesUpAt)
      ) {
        if (!fate.escalated.some((each) => each.stage === stage))
          fate.escalated.push({ stage, at: openUntil });
        const handed = nextDecision(chance, asked, fate, stage, place.handed[stage], openUntil);
        if (handed && (!next || handed.at < next.at)) next = handed;
      }
      const until = givesUpAt && givesUpAt < fate.pendingUntil ? givesUpAt : fate.pendingUntil;
      if (!next || next.at >= until) {
        if (until > now || asked.pace === "left") return fate;
        return close(fate, until === givesUpAt ? "cancelled" : "lapsed", until);
      }
      if (next.at > now) return fate;
      fate.decisions.push(next);
      fate.effectiveSeconds = next.durationSeconds ?? fate.effectiveSeconds;
      if (next.verdict === "deny") return close(fate, "denied", next.at);
      heardAt = next.at;
    }
  }
  return close(fate, "approved", heardAt);
}

const soonest = (now: Date, { pendingUntil }: Fate, givesUpAt: Date | null) =>
  new Date(Math.min(now.getTime(), pendingUntil.getTime(), givesUpAt?.getTime() ?? Number.POSITIVE_INFINITY));

const close = (fate: Fate, status: Fate["status"], closedAt: Date): Fate => ({
  ...fate,
  status,
  closedAt,
  escalatesAt: null,
});

/** Null where nobody looks at it, or nobody is left who may. */
function nextDecision(
  chance: Chance,
  { place, requester, askedBy, pace, tempo }: Asked,
  fate: Fate,
  stage: number,
  candidates: Place["stages"][number] | undefined,
  heardAt: Date,
): MadeUpDecision | null {
  const taken = new Set([
    requester,
    askedBy,
    ...fate.decisions.flatMap(({ approver, onBehalfOf }) => [approver, onBehalfOf]),
  ]);
  const free = (candidates ?? []).filter(
    ({ employee }) => !taken.has(employee) && employee.joinedAt < heardAt,
  );
  if (free.length === 0) return null;
  const { employee: asked, ref } = weigh(free, ({ employee }) => employee.decides)(chance);
  const { decidesIn, misses, denies, works } = teamOf(ref) ?? anybody;
  if (pace === "left" && !(stage === 0 && place.rules.approval.stages.length > 1 && chance.isLucky(0.3)))
    return null;
  if (pace === "usual" && chance.isLucky(misses)) return null;
  const risk = riskTakes[place.rules.risk];
  const minutes = pace === "usual" ? chance.about(decidesIn * tempo * risk, 0.95) : chance.about(4, 0.6);
  const at = doneBy(chance, pace === "usual" ? works : "always", heardAt, minutes);
  const seat = seatOf(asked, at);
  // Who decides by themselves stands in for nobody.
  if (taken.has(seat.approver) || (seat.onBehalfOf && isNamed(candidates, seat.approver))) return null;
  const isNo = pace === "usual" && chance.isLucky(denies * risk);
  const shorter = !isNo && fate.effectiveSeconds > 3600 && chance.isLucky(0.14);
  return {
    stage,
    ...seat,
    verdict: isNo ? "deny" : "approve",
    comment: isNo ? chance.pick(noes) : chance.isLucky(0.12) ? chance.pick(yeses) : null,
    durationSeconds: shorter ? Math.ceil(fate.effectiveSeconds / 2 / 900) * 900 : null,
    at,
  };
}

/** Who decides at that instant: whoever was asked, or their stand-in, who never is away. */
function seatOf(asked: Employee, at: Date): Pick<MadeUpDecision, "approver" | "onBehalfOf"> {
  if (!asked.absence || !isAway(asked, at)) return { approver: asked, onBehalfOf: null };
  return { approver: asked.absence.standIn, onBehalfOf: asked };
}

const isNamed = (candidates: Place["stages"][number] | undefined, person: Employee) =>
  (candidates ?? []).some(({ employee }) => employee === person);

/** Who is asked by another reference than a team's. */
const anybody = { decidesIn: 30, misses: 0.05, denies: 0.05, works: "europe" } as const;

const noes = [
  "The reader role is enough for this.",
  "Which ticket is this for?",
  "This is done by the nightly run, wait for it.",
  "Ask for staging first.",
  "We do this for you: write to us in the channel.",
  "Not during the freeze.",
];
const yeses = [
  "Go ahead.",
  "Fine, tell us when you are done.",
  "Only the one account, as written.",
  "Looked at the ticket, makes sense.",
  "Back by noon, then the batch starts.",
];
