import ICAL from "ical.js";
import { timeReader } from "./calendar-time";
import { occurrencesOf } from "./occurrences";
import { type NamedShift, ScheduleProblem, type Window } from "./shift";

export interface CalendarOptions extends Window {
  by: "attendee-email" | "organizer-email" | "summary";
  /** Of events that name none, and of whole days. */
  timeZone: string;
}

const mostShifts = 10_000;

/**
 * Who is on call when, as an iCalendar feed (RFC 5545) says it. Throws a ScheduleProblem for what is broken or not understood:
 * half of a schedule would say of somebody that they are not on call, or that they still are.
 */
export function readCalendar(text: string, options: CalendarOptions): NamedShift[] {
  const calendars = parse(text);
  const shifts: NamedShift[] = [];
  for (const calendar of calendars) {
    const read = timeReader(calendar, options.timeZone);
    for (const events of seriesOf(calendar)) {
      for (const { event, startsAt, endsAt } of occurrencesOf(events, read, options))
        for (const name of namesIn(event, options.by)) shifts.push({ name, startsAt, endsAt });
      if (shifts.length > mostShifts)
        throw new ScheduleProblem(`has more than ${mostShifts} shifts in two weeks`);
    }
  }
  return shifts;
}

function parse(text: string): ICAL.Component[] {
  let parsed: unknown[];
  try {
    parsed = ICAL.parse(text);
  } catch {
    throw new ScheduleProblem("is not an iCalendar feed, or ends in the middle of one");
  }
  const all = typeof parsed[0] === "string" ? [parsed] : parsed;
  const calendars = all.map((each) => new ICAL.Component(each as string));
  if (calendars.length === 0 || calendars.some(({ name }) => name !== "vcalendar"))
    throw new ScheduleProblem("is not an iCalendar feed");
  return calendars;
}

/** Events of one UID: the one that repeats and those that stand for one of its times. Of the same one the latest counts. */
function seriesOf(calendar: ICAL.Component): ICAL.Component[][] {
  const series = new Map<string, Map<string, ICAL.Component>>();
  for (const [index, event] of calendar.getAllSubcomponents("vevent").entries()) {
    const uid = textIn(event, "uid") ?? `event ${index}`;
    const which = textIn(event, "recurrence-id") ?? "";
    const events = series.get(uid) ?? new Map<string, ICAL.Component>();
    const known = events.get(which);
    if (!known || sequenceOf(event) >= sequenceOf(known)) events.set(which, event);
    series.set(uid, events);
  }
  return [...series.values()].map((events) => [...events.values()]);
}

const textIn = (event: ICAL.Component, property: string): string | null =>
  event.getFirstPropertyValue(property)?.toString() ?? null;

const sequenceOf = (event: ICAL.Component) => Number(textIn(event, "sequence") ?? 0);

function namesIn(event: ICAL.Component, by: CalendarOptions["by"]): string[] {
  if (by === "summary") {
    const summary = textIn(event, "summary")?.trim();
    return summary ? [summary] : [];
  }
  const people = event.getAllProperties(by === "attendee-email" ? "attendee" : "organizer");
  return people
    .filter((person) => person.getParameter("partstat") !== "DECLINED" && isPerson(person))
    .flatMap((person) => {
      const [, address] = /^mailto:([^\s?]+@[^\s?]+)$/i.exec(String(person.getFirstValue() ?? "")) ?? [];
      return address ? [address] : [];
    });
}

const isPerson = (person: ICAL.Property) =>
  ["INDIVIDUAL", undefined].includes(person.getParameter("cutype")?.toString());
