import { auditActor } from "@/lib/audit/event";
import { actorOf } from "@/lib/context/context";
import { idAt } from "@/lib/db/ids";
import { later, type Period } from "./calendar";
import type { Chance } from "./chance";
import type { DatedEvent } from "./events";
import type { Employee } from "./people";

/** A time in which somebody else decides for an approver. */
export interface Absence extends Period {
  id: string;
  standIn: Employee;
  reason: string;
  namedAt: Date;
}

const dayMinutes = 24 * 60;

/** Sends some of `people` away once in the period, each with a stand-in who stays: no chain, no loop, no overlap. */
export function sendAway(chance: Chance, people: readonly Employee[], { from, to }: Period): void {
  const leaving = people.filter(() => chance.isLucky(0.3));
  const staying = people.filter((employee) => !leaving.includes(employee));
  for (const employee of leaving) {
    const days = (to.getTime() - from.getTime()) / 86_400_000;
    const namedAt = later(from, Math.floor(chance.next() * days * dayMinutes));
    const standIns = staying.filter(({ joinedAt, works }) => joinedAt < namedAt && works === employee.works);
    if (employee.joinedAt >= namedAt || standIns.length === 0) continue;
    const start = later(namedAt, chance.int(1, 5 * dayMinutes));
    employee.absence = {
      id: idAt("sti", namedAt.getTime(), chance.bytes(10)),
      standIn: chance.pick(standIns),
      from: start,
      to: later(start, chance.int(4, 24) * dayMinutes),
      reason: chance.pick(["Holidays", "Holidays", "Conference", "Parental leave", "Training"]),
      namedAt,
    };
  }
}

export const isAway = ({ absence }: Employee, at: Date): boolean =>
  absence !== null && absence.from <= at && at < absence.to;

/** What naming the stand-ins wrote into the log. */
export function absenceEvents(people: readonly Employee[]): DatedEvent[] {
  return people.flatMap(({ principal, absence }): DatedEvent[] => {
    if (!absence) return [];
    const { standIn, from, to, reason, namedAt } = absence;
    const times = { startsAt: from.toISOString(), endsAt: to.toISOString() };
    return [
      {
        at: namedAt,
        actor: auditActor(actorOf(principal)),
        event: {
          action: "stand-in.named",
          subject: standIn.principal.id,
          detail: { for: principal.name, ...times, reason },
        },
      },
    ];
  });
}
