import { type Chance, weigh } from "./chance";
import type { Team } from "./teams";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How much is asked for in each hour of a working day, UTC. */
const hours = [1, 1, 1, 1, 1, 2, 6, 22, 48, 58, 60, 52, 38, 50, 60, 56, 46, 32, 20, 14, 10, 7, 4, 2];
/** Sunday first. */
const weekdays = [0.05, 1, 1.08, 1.06, 1, 0.78, 0.06];
/** Month and day of what is no working day. Christmas is longer than a day. */
const holidays = new Set(["01-01", "04-03", "04-06", "05-01", "05-14", "05-25", "10-03", "12-24", "12-25"]);

export interface Period {
  from: Date;
  to: Date;
}

/** When something was asked for: `count` instants in order, with the rhythm of days, weeks and seasons, and growing. */
export function moments(chance: Chance, { from, to }: Period, count: number): Date[] {
  const span = to.getTime() - from.getTime();
  const every = Array.from(
    { length: Math.floor(span / hourMs) },
    (_, hour) => from.getTime() + hour * hourMs,
  );
  const anHour = weigh(every, (at) => activity(at) * (0.62 + (0.5 * (at - from.getTime())) / span));
  const instants = Array.from({ length: count }, () => Math.floor(anHour(chance) + chance.next() * hourMs));
  return instants.sort((a, b) => a - b).map((at) => new Date(at));
}

function activity(at: number): number {
  const date = new Date(at);
  const base = (hours[date.getUTCHours()] ?? 0) * (weekdays[date.getUTCDay()] ?? 0);
  return (isHoliday(date) ? base * 0.06 : base) * season(date);
}

/** Less in summer and between the years, more before the busiest weeks of a shop. */
function season(date: Date): number {
  const month = date.getUTCMonth() + 1;
  if (month === 8) return 0.72;
  if (month === 7) return 0.86;
  if (month === 12) return date.getUTCDate() > 20 ? 0.35 : 1.1;
  return month === 11 ? 1.25 : 1;
}

const isHoliday = (date: Date) => {
  const day = date.toISOString().slice(5, 10);
  return holidays.has(day) || (day > "12-25" && day <= "12-31");
};

/** Something that went wrong: for a while many ask for what is needed to mend it. */
export interface Incident extends Period {
  namespace: string;
}

export function incidents(
  chance: Chance,
  { from, to }: Period,
  namespaces: readonly string[],
  count: number,
): Incident[] {
  return Array.from({ length: count }, () => {
    const start = from.getTime() + chance.next() * (to.getTime() - from.getTime() - dayMs);
    const lasts = chance.about(2.5, 0.5) * hourMs;
    return {
      namespace: chance.pick(namespaces),
      from: new Date(Math.floor(start)),
      to: new Date(Math.floor(start + lasts)),
    };
  });
}

const windows = { europe: [7, 17], americas: [13, 23], always: [0, 24] } as const;

/** When something that takes `minutes` of a group's attention is done, if they hear of it at `from`. */
export function doneBy(chance: Chance, works: Team["works"], from: Date, minutes: number): Date {
  if (works === "always" || chance.isLucky(0.12)) return later(from, minutes);
  const [opens, closes] = windows[works];
  let at = from;
  for (let left = minutes; ; ) {
    const day = startOfDay(at);
    const start = Math.max(at.getTime(), day + opens * hourMs);
    const end = day + closes * hourMs;
    const free = isWorkingDay(at) ? Math.max(0, (end - start) / 60_000) : 0;
    if (left <= free) return new Date(Math.floor(start + left * 60_000));
    left -= free;
    at = new Date(day + dayMs);
  }
}

export const later = (from: Date, minutes: number) => new Date(Math.floor(from.getTime() + minutes * 60_000));

export const startOfDay = (at: Date) => Math.floor(at.getTime() / dayMs) * dayMs;

const isWorkingDay = (at: Date) => at.getUTCDay() % 6 !== 0 && !isHoliday(at);
