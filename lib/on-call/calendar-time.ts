import ICAL from "ical.js";
import { ScheduleProblem } from "./shift";
import { type Wall, type Zone, zoneNamed } from "./wall-clock";

/** A date or a time of an event, with the zone in which it was written. */
export interface CalendarTime {
  wall: Wall;
  zone: Zone;
  zoneName: string;
  isDate: boolean;
}

export type TimeReader = (property: ICAL.Property, value: ICAL.Time) => CalendarTime;

export const instantOf = ({ wall, zone }: CalendarTime) => zone(wall);

const utc: Zone = (wall) => wall;

/**
 * Reads the times of one calendar. A zone that the time zone database knows by its name is taken from there: feeds often bring
 * a shortened copy of it. Every other zone is what the feed itself defines (VTIMEZONE), and one that it does not define is refused.
 */
export function timeReader(calendar: ICAL.Component, floating: string): TimeReader {
  const defined = new Map(
    calendar.getAllSubcomponents("vtimezone").map((zone) => {
      const timezone = new ICAL.Timezone(zone);
      return [timezone.tzid, timezone];
    }),
  );
  const known = new Map<string, Zone>();
  const zoneOf = (name: string): Zone => {
    const zone = known.get(name) ?? zoneNamed(name.replace(/^\//, "")) ?? zoneIn(defined.get(name));
    if (!zone)
      throw new ScheduleProblem(
        `names the time zone ${name.slice(0, 80)}, which is neither known nor defined in it`,
      );
    known.set(name, zone);
    return zone;
  };
  return (property, value) => {
    const wall = Date.UTC(
      value.year,
      value.month - 1,
      value.day,
      ...(value.isDate ? ([0, 0, 0] as const) : ([value.hour, value.minute, value.second] as const)),
    );
    const isUtc = !value.isDate && value.zone === ICAL.Timezone.utcTimezone;
    if (isUtc) return { wall, zone: utc, zoneName: "UTC", isDate: false };
    const named = value.isDate ? undefined : property.getFirstParameter("tzid");
    const zoneName = named ?? floating;
    return { wall, zone: zoneOf(zoneName), zoneName, isDate: value.isDate };
  };
}

function zoneIn(timezone: ICAL.Timezone | undefined): Zone | null {
  return timezone ? (wall) => wall - timezone.utcOffset(calendarTime(wall, timezone)) * 1000 : null;
}

export function calendarTime(wall: Wall, zone: ICAL.Timezone): ICAL.Time {
  const at = new Date(wall);
  const date = { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
  const time = { hour: at.getUTCHours(), minute: at.getUTCMinutes(), second: at.getUTCSeconds() };
  return new ICAL.Time({ ...date, ...time, isDate: false }, zone);
}
