import ICAL from "ical.js";
import { type CalendarTime, calendarTime, instantOf, type TimeReader } from "./calendar-time";
import { ScheduleProblem, type Window } from "./shift";
import type { Wall } from "./wall-clock";

export interface Occurrence {
  event: ICAL.Component;
  startsAt: Date;
  endsAt: Date;
}

/** When an event that begins at this time ends. */
type End = (start: CalendarTime) => number;

const dayMs = 86_400_000;
const mostSteps = 200_000;

/** The times of one event and of those that stand for some of its times, as far as they touch the window. */
export function occurrencesOf(
  events: readonly ICAL.Component[],
  read: TimeReader,
  window: Window,
): Occurrence[] {
  const replaced = new Set<number>();
  const found: Occurrence[] = [];
  const add = (event: ICAL.Component, start: CalendarTime, end: number) => {
    const startsAt = instantOf(start);
    if (end > startsAt && end > window.from.getTime() && startsAt < window.to.getTime())
      found.push({ event, startsAt: new Date(startsAt), endsAt: new Date(end) });
  };
  const single = events.filter((event) => event.hasProperty("recurrence-id"));
  for (const event of single) {
    const instead = first(event, "recurrence-id");
    if (instead?.property.getFirstParameter("range"))
      throw new ScheduleProblem("changes a repeated event from one time on (RANGE), which is not understood");
    if (instead) replaced.add(instantOf(read(instead.property, instead.value)));
    const start = startOf(event, read);
    if (start && !isCancelled(event)) add(event, start, endOf(event, start, read)(start));
  }
  for (const event of events) {
    const start = startOf(event, read);
    if (single.includes(event) || !start || isCancelled(event)) continue;
    const end = endOf(event, start, read);
    for (const [instant, time] of timesOf(event, start, read, window, end))
      if (!replaced.has(instant)) add(event, time, time.end ?? end(time));
  }
  return found;
}

const isCancelled = (event: ICAL.Component) =>
  event.getFirstPropertyValue("status")?.toString().toUpperCase() === "CANCELLED";

type Time = CalendarTime & { end?: number };

/** Every time at which it begins: its own, those of its rules, those added, less those left out. */
function timesOf(
  event: ICAL.Component,
  start: CalendarTime,
  read: TimeReader,
  window: Window,
  end: End,
): Map<number, Time> {
  if (event.hasProperty("exrule"))
    throw new ScheduleProblem("leaves times out by a rule (EXRULE), which is not understood");
  const times = new Map<number, Time>([[instantOf(start), start]]);
  for (const rule of event.getAllProperties("rrule"))
    for (const time of timesOfRule(rule, start, window, end)) times.set(instantOf(time), time);
  for (const { property, value } of all(event, "rdate")) {
    const isPeriod = value instanceof ICAL.Period;
    const time: Time = read(property, isPeriod ? value.start : (value as ICAL.Time));
    if (isPeriod)
      time.end = value.end
        ? instantOf(read(property, value.end))
        : instantOf(time) + value.duration.toSeconds() * 1000;
    times.set(instantOf(time), time);
  }
  for (const { property, value } of all(event, "exdate")) {
    const out = read(property, value as ICAL.Time);
    if (out.isDate && !start.isDate) {
      for (const [instant, time] of times) if (dateOf(time.wall) === out.wall) times.delete(instant);
    } else times.delete(instantOf(out));
  }
  return times;
}

const dateOf = (wall: Wall) => wall - (((wall % dayMs) + dayMs) % dayMs);

function* timesOfRule(
  rule: ICAL.Property,
  start: CalendarTime,
  window: Window,
  end: End,
): Generator<CalendarTime> {
  const value = rule.getFirstValue();
  if (!(value instanceof ICAL.Recur)) throw new ScheduleProblem("has a rule that cannot be read");
  const recur = value.clone();
  const isOver = untilOf(recur.until, start);
  recur.until = null;
  // The rule is about what the clock on the wall shows, so it runs without a zone.
  const steps = recur.iterator(calendarTime(start.wall, ICAL.Timezone.localTimezone));
  for (let step = 0; ; step++) {
    if (step > mostSteps) throw new ScheduleProblem("repeats something more often than can be followed");
    const next = steps.next();
    if (!next) return;
    const wall = Date.UTC(next.year, next.month - 1, next.day, next.hour, next.minute, next.second);
    // Wherever on earth it is, a wall is never further than a day from UTC.
    if (wall > window.to.getTime() + dayMs) return;
    const time = { ...start, wall };
    if (isOver(time)) return;
    if (wall > window.from.getTime() - dayMs || end(time) > window.from.getTime()) yield time;
  }
}

function untilOf(until: ICAL.Time | null | undefined, start: CalendarTime): (time: CalendarTime) => boolean {
  if (!until) return () => false;
  const last = Date.UTC(until.year, until.month - 1, until.day, until.hour, until.minute, until.second);
  if (until.isDate) return (time) => dateOf(time.wall) > last;
  const isUtc = until.zone === ICAL.Timezone.utcTimezone && !start.isDate;
  return (time) => (isUtc ? instantOf(time) : time.wall) > last;
}

function startOf(event: ICAL.Component, read: TimeReader): CalendarTime | null {
  const start = first(event, "dtstart");
  return start && read(start.property, start.value);
}

/**
 * A shift from nine to nine ends at nine, also where the clocks change in between: an end that was written in the zone of the
 * start, and whole days, are counted on the wall; hours of a DURATION are hours.
 */
function endOf(event: ICAL.Component, start: CalendarTime, read: TimeReader): End {
  const written = first(event, "dtend");
  if (written) {
    const end = read(written.property, written.value);
    if (end.zoneName === start.zoneName) return (time) => time.zone(time.wall + (end.wall - start.wall));
    const length = instantOf(end) - instantOf(start);
    return (time) => instantOf(time) + length;
  }
  const duration = event.getFirstPropertyValue("duration");
  if (duration instanceof ICAL.Duration) {
    const { weeks, days, hours, minutes, seconds, isNegative } = duration;
    const exact = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    return (time) =>
      isNegative ? instantOf(time) : time.zone(time.wall + (weeks * 7 + days) * dayMs) + exact;
  }
  return (time) => (start.isDate ? time.zone(time.wall + dayMs) : instantOf(time));
}

interface Written<V> {
  property: ICAL.Property;
  value: V;
}

function first(event: ICAL.Component, name: string): Written<ICAL.Time> | null {
  const property = event.getFirstProperty(name);
  const value = property?.getFirstValue();
  if (!property || value === null || value === undefined) return null;
  if (!(value instanceof ICAL.Time)) throw new ScheduleProblem(`has a ${name.toUpperCase()} that is no time`);
  return { property, value };
}

function all(event: ICAL.Component, name: string): Written<ICAL.Time | ICAL.Period>[] {
  return event.getAllProperties(name).flatMap((property) =>
    property.getValues().map((value) => {
      if (!(value instanceof ICAL.Time) && !(value instanceof ICAL.Period))
        throw new ScheduleProblem(`has a ${name.toUpperCase()} that is no time`);
      return { property, value };
    }),
  );
}
