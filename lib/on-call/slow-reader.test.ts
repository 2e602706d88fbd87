import { expect, it } from "vitest";
import { readCalendar } from "./calendar";

/** A rotation as people would say it: every so many days from then on, from one time on the wall to another. */
interface Rotation {
  who: string;
  zone: "Europe/Berlin" | "America/New_York" | "Australia/Lord_Howe" | "UTC";
  /** Walls as UTC would show them. */
  first: number;
  length: number;
  everyDays: number;
  times: number;
  without: number[];
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const pick = (below: number) => Math.floor(Math.random() * below);

const formats = new Map<string, Intl.DateTimeFormat>();
function clock(zone: string, instant: number): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  formats.set(zone, format);
  return format.format(instant);
}

/** Looks at the clock on the wall, quarter of an hour by quarter of an hour, until it shows the time. */
function whenItShows(zone: string, wall: number): number {
  const wanted = new Date(wall).toISOString().slice(0, 16).replace("T", " ");
  for (let at = wall - 15 * hour; at <= wall + 15 * hour; at += 15 * minute)
    if (clock(zone, at) === wanted) return at;
  throw new Error(`${wanted} never comes in ${zone}`);
}

function slowly({ zone, first, length, everyDays, times, without }: Rotation): [number, number][] {
  return Array.from({ length: times }, (_, time) => time)
    .filter((time) => !without.includes(time))
    .map((time) => first + time * everyDays * day)
    .map((from) => [whenItShows(zone, from), whenItShows(zone, from + length)]);
}

const stamp = (wall: number) => new Date(wall).toISOString().slice(0, 19).replaceAll(/[-:]/g, "");

function written({ who, zone, first, length, everyDays, times, without }: Rotation, uid: number): string[] {
  const at = (wall: number) => (zone === "UTC" ? `:${stamp(wall)}Z` : `;TZID=${zone}:${stamp(wall)}`);
  return [
    "BEGIN:VEVENT",
    `UID:${uid}`,
    `SUMMARY:${who}`,
    `DTSTART${at(first)}`,
    `DTEND${at(first + length)}`,
    everyDays % 7 === 0
      ? `RRULE:FREQ=WEEKLY;INTERVAL=${everyDays / 7};COUNT=${times}`
      : `RRULE:FREQ=DAILY;INTERVAL=${everyDays};COUNT=${times}`,
    ...without.map((time) => `EXDATE${at(first + time * everyDays * day)}`),
    "END:VEVENT",
  ];
}

function rotation(from: number): Rotation {
  const zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"] as const;
  // Not in the small hours, where a time may never come: the table of feeds has those.
  const hourOfDay = () => (4 + pick(19)) * hour + pick(4) * 15 * minute;
  const begins = hourOfDay();
  const days = pick(8);
  const ends = days * day + hourOfDay();
  const times = 1 + pick(40);
  return {
    who: `p${pick(4)}`,
    zone: zones[pick(zones.length)] ?? "UTC",
    first: from - pick(30) * day + begins,
    length: ends > begins ? ends - begins : ends - begins + day,
    everyDays: 1 + pick(14),
    times,
    without: Array.from({ length: pick(3) }, () => pick(times)),
  };
}

it("nobody is on call outside a shift, and everybody in one is", () => {
  let onCall = 0;
  for (const change of ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01"]) {
    for (let round = 0; round < 8; round++) {
      const from = Date.parse(change) - 7 * day;
      const rotations = Array.from({ length: 1 + pick(4) }, () => rotation(from));
      const text = ["BEGIN:VCALENDAR", ...rotations.flatMap(written), "END:VCALENDAR"].join("\r\n");
      const window = { from: new Date(from), to: new Date(from + 15 * day) };
      const shifts = readCalendar(text, { ...window, by: "summary", timeZone: "UTC" });
      const truth = rotations.flatMap((each) => slowly(each).map(([a, b]) => ({ who: each.who, a, b })));
      for (let look = 0; look < 200; look++) {
        const edges = truth.flatMap(({ a, b }) => [a, b, a - 1, b - 1]);
        const at = look % 2 === 0 ? from + pick(15 * day) : (edges[pick(edges.length)] ?? from);
        if (at < from || at >= from + 15 * day) continue;
        const expected = new Set(truth.filter(({ a, b }) => a <= at && at < b).map(({ who }) => who));
        const found = new Set(
          shifts
            .filter((one) => one.startsAt.getTime() <= at && at < one.endsAt.getTime())
            .map(({ name }) => name),
        );
        expect(found, `${new Date(at).toISOString()}\n${text}`).toEqual(expected);
        onCall += found.size;
      }
    }
  }
  expect(onCall).toBeGreaterThan(300);
});
