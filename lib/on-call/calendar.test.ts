import { describe, expect, it, test } from "vitest";
import { type CalendarOptions, readCalendar } from "./calendar";

const options: CalendarOptions = {
  from: new Date("2026-03-20T00:00:00Z"),
  to: new Date("2026-04-10T00:00:00Z"),
  by: "summary",
  timeZone: "Europe/Berlin",
};
const calendar = (...lines: string[]) =>
  ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test", ...lines, "END:VCALENDAR", ""].join("\r\n");
const event = (...lines: string[]) => ["BEGIN:VEVENT", "UID:1", "SUMMARY:Jane", ...lines, "END:VEVENT"];
const read = (text: string, change: Partial<CalendarOptions> = {}) =>
  readCalendar(text, { ...options, ...change }).map(
    ({ name, startsAt, endsAt }) =>
      `${name} ${startsAt.toISOString().slice(0, 16)} ${endsAt.toISOString().slice(0, 16)}`,
  );
const autumn = { from: new Date("2026-10-20T00:00:00Z"), to: new Date("2026-11-05T00:00:00Z") };

// Named as no time zone database names it, so that its definition counts.
const office = [
  "BEGIN:VTIMEZONE",
  "TZID:The Office",
  "BEGIN:DAYLIGHT",
  "DTSTART:19700308T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
  "TZOFFSETFROM:-0500",
  "TZOFFSETTO:-0400",
  "END:DAYLIGHT",
  "BEGIN:STANDARD",
  "DTSTART:19701101T020000",
  "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
  "TZOFFSETFROM:-0400",
  "TZOFFSETTO:-0500",
  "END:STANDARD",
  "END:VTIMEZONE",
];

describe("a shift in which the clocks change", () => {
  test.each<[string, string[], Partial<CalendarOptions>, string[]]>([
    [
      "lasts from nine to nine in Berlin, 167 hours in spring",
      event("DTSTART;TZID=Europe/Berlin:20260323T090000", "DTEND;TZID=Europe/Berlin:20260330T090000"),
      {},
      ["Jane 2026-03-23T08:00 2026-03-30T07:00"],
    ],
    [
      "and 169 hours in autumn",
      event("DTSTART;TZID=Europe/Berlin:20261019T090000", "DTEND;TZID=Europe/Berlin:20261026T090000"),
      autumn,
      ["Jane 2026-10-19T07:00 2026-10-26T08:00"],
    ],
    [
      "lasts from nine to nine in New York, in spring",
      event("DTSTART;TZID=America/New_York:20260307T090000", "DTEND;TZID=America/New_York:20260308T090000"),
      { from: new Date("2026-03-01T00:00:00Z") },
      ["Jane 2026-03-07T14:00 2026-03-08T13:00"],
    ],
    [
      "and in autumn",
      event("DTSTART;TZID=America/New_York:20261031T200000", "DTEND;TZID=America/New_York:20261101T080000"),
      autumn,
      ["Jane 2026-11-01T00:00 2026-11-01T13:00"],
    ],
    [
      "goes on at nine each week, before and after, whichever week was written down",
      event(
        "DTSTART;TZID=Europe/Berlin:20251020T090000",
        "DTEND;TZID=Europe/Berlin:20251027T090000",
        "RRULE:FREQ=WEEKLY;INTERVAL=2",
      ),
      {},
      ["Jane 2026-03-23T08:00 2026-03-30T07:00", "Jane 2026-04-06T07:00 2026-04-13T07:00"],
    ],
    [
      "lasts eight hours where eight hours are written (PT8H)",
      event("DTSTART;TZID=Europe/Berlin:20260328T220000", "DURATION:PT8H"),
      {},
      ["Jane 2026-03-28T21:00 2026-03-29T05:00"],
    ],
    [
      "lasts until the same time of the next day where a day is written (P1D)",
      event("DTSTART;TZID=Europe/Berlin:20260328T090000", "DURATION:P1D"),
      {},
      ["Jane 2026-03-28T08:00 2026-03-29T07:00"],
    ],
    [
      "begins at a time that the clocks leave out, as if they had not been changed yet",
      event("DTSTART;TZID=Europe/Berlin:20260329T023000", "DTEND;TZID=Europe/Berlin:20260329T060000"),
      {},
      ["Jane 2026-03-29T01:30 2026-03-29T04:00"],
    ],
    [
      "begins at the first of two times that look the same",
      event("DTSTART;TZID=Europe/Berlin:20261025T023000", "DTEND;TZID=Europe/Berlin:20261025T060000"),
      autumn,
      ["Jane 2026-10-25T00:30 2026-10-25T05:00"],
    ],
    [
      "follows the zone that the feed defines",
      [
        ...office,
        ...event(
          "DTSTART;TZID=The Office:20261031T090000",
          "DTEND;TZID=The Office:20261101T090000",
          "RRULE:FREQ=DAILY;COUNT=2",
        ),
      ],
      autumn,
      ["Jane 2026-10-31T13:00 2026-11-01T14:00", "Jane 2026-11-01T14:00 2026-11-02T14:00"],
    ],
    [
      "is of whole days in the zone of the schedule",
      event("DTSTART;VALUE=DATE:20260328", "DTEND;VALUE=DATE:20260330"),
      {},
      ["Jane 2026-03-27T23:00 2026-03-29T22:00"],
    ],
    [
      "is of one whole day without an end",
      event("DTSTART;VALUE=DATE:20260329"),
      { timeZone: "America/New_York" },
      ["Jane 2026-03-29T04:00 2026-03-30T04:00"],
    ],
    [
      "floats in the zone of the schedule",
      event("DTSTART:20260328T090000", "DTEND:20260329T090000"),
      {},
      ["Jane 2026-03-28T08:00 2026-03-29T07:00"],
    ],
    [
      "keeps its hours where its end is in another zone",
      event(
        "DTSTART;TZID=Europe/Berlin:20260328T090000",
        "DTEND:20260328T160000Z",
        "RRULE:FREQ=DAILY;COUNT=2",
      ),
      {},
      ["Jane 2026-03-28T08:00 2026-03-28T16:00", "Jane 2026-03-29T07:00 2026-03-29T15:00"],
    ],
  ])("%s", (_what, lines, change, shifts) => {
    expect(read(calendar(...lines), change)).toEqual(shifts);
  });
});

const daily = ["DTSTART;TZID=Europe/Berlin:20260327T090000", "DTEND;TZID=Europe/Berlin:20260327T170000"];

describe("what is repeated", () => {
  test.each<[string, string[], string[]]>([
    [
      "ends with UNTIL, which is an instant, across the change of the clocks",
      event(...daily, "RRULE:FREQ=DAILY;UNTIL=20260329T070000Z"),
      [
        "Jane 2026-03-27T08:00 2026-03-27T16:00",
        "Jane 2026-03-28T08:00 2026-03-28T16:00",
        "Jane 2026-03-29T07:00 2026-03-29T15:00",
      ],
    ],
    [
      "ends with a day",
      event(...daily, "RRULE:FREQ=DAILY;UNTIL=20260327"),
      ["Jane 2026-03-27T08:00 2026-03-27T16:00"],
    ],
    [
      "leaves out single times, whatever zone they are written in",
      event(
        ...daily,
        "RRULE:FREQ=DAILY;COUNT=4",
        "EXDATE;TZID=Europe/Berlin:20260328T090000",
        "EXDATE:20260329T070000Z,20260330T070000Z",
      ),
      ["Jane 2026-03-27T08:00 2026-03-27T16:00"],
    ],
    [
      "leaves out a whole day",
      event(...daily, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE;VALUE=DATE:20260327"),
      ["Jane 2026-03-28T08:00 2026-03-28T16:00"],
    ],
    [
      "has further times and periods",
      event(...daily, "RDATE;TZID=Europe/Berlin:20260401T090000", "RDATE;VALUE=PERIOD:20260403T100000Z/PT1H"),
      [
        "Jane 2026-03-27T08:00 2026-03-27T16:00",
        "Jane 2026-04-01T07:00 2026-04-01T15:00",
        "Jane 2026-04-03T10:00 2026-04-03T11:00",
      ],
    ],
    [
      "may give one time to somebody else, and the old owner is not on call",
      [
        ...event(...daily, "RRULE:FREQ=DAILY;COUNT=2"),
        ...["BEGIN:VEVENT", "UID:1", "SUMMARY:Omar", "RECURRENCE-ID:20260328T080000Z"],
        ...[
          "DTSTART;TZID=Europe/Berlin:20260328T100000",
          "DTEND;TZID=Europe/Berlin:20260328T120000",
          "END:VEVENT",
        ],
      ],
      ["Omar 2026-03-28T09:00 2026-03-28T11:00", "Jane 2026-03-27T08:00 2026-03-27T16:00"],
    ],
    [
      "may call off one time",
      [
        ...event(...daily, "RRULE:FREQ=DAILY;COUNT=2"),
        ...[
          "BEGIN:VEVENT",
          "UID:1",
          "SUMMARY:Jane",
          "STATUS:CANCELLED",
          "RECURRENCE-ID;TZID=Europe/Berlin:20260328T090000",
        ],
        ...["DTSTART;TZID=Europe/Berlin:20260328T090000", "END:VEVENT"],
      ],
      ["Jane 2026-03-27T08:00 2026-03-27T16:00"],
    ],
    ["is called off as a whole", event(...daily, "RRULE:FREQ=DAILY", "STATUS:CANCELLED"), []],
    [
      "is what the latest version of it says",
      [
        ...event(...daily, "SEQUENCE:2"),
        ...["BEGIN:VEVENT", "UID:1", "SUMMARY:Old", "SEQUENCE:1", ...daily, "RRULE:FREQ=DAILY", "END:VEVENT"],
      ],
      ["Jane 2026-03-27T08:00 2026-03-27T16:00"],
    ],
    [
      "has no time when it ends as it begins, or before",
      event("DTSTART:20260328T090000Z", "DTEND:20260328T080000Z"),
      [],
    ],
    ["has no time without an end", event("DTSTART:20260328T090000Z"), []],
    [
      "began years ago and goes on",
      event(
        "DTSTART:20200101T000000Z",
        "DTEND:20200102T000000Z",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=29",
      ),
      ["Jane 2026-03-29T00:00 2026-03-30T00:00"],
    ],
    [
      "began months ago and has not ended",
      event("DTSTART:20260101T000000Z", "DTEND:20260601T000000Z"),
      ["Jane 2026-01-01T00:00 2026-06-01T00:00"],
    ],
    [
      "is over, or far ahead",
      [
        ...event("DTSTART:20260101T000000Z", "DTEND:20260102T000000Z"),
        "BEGIN:VEVENT",
        "UID:2",
        "SUMMARY:X",
        "DTSTART:20270101T000000Z",
        "DTEND:20270102T000000Z",
        "END:VEVENT",
      ],
      [],
    ],
  ])("%s", (_what, lines, shifts) => {
    expect(read(calendar(...lines))).toEqual(shifts);
  });
});

describe("who it is", () => {
  const people = event(
    ...daily,
    "ORGANIZER:mailto:boss@example.com",
    "ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:jane@example.com",
    "ATTENDEE;PARTSTAT=DECLINED:mailto:omar@example.com",
    "ATTENDEE;CUTYPE=ROOM:mailto:room@example.com",
    "ATTENDEE:urn:uuid:1",
  );
  test.each([
    ["attendee-email" as const, ["jane@example.com"]],
    ["organizer-email" as const, ["boss@example.com"]],
    ["summary" as const, ["Jane"]],
  ])("%s", (by, names) => {
    expect(readCalendar(calendar(...people), { ...options, by }).map(({ name }) => name)).toEqual(names);
  });
});

describe("a feed is refused as a whole", () => {
  test.each([
    ["that is no calendar", "<html>Sign in</html>", /not an iCalendar feed/],
    ["that is empty", "", /not an iCalendar feed/],
    ["that was cut", calendar(...event(...daily)).slice(0, -40), /not an iCalendar feed/],
    ["that is another thing", "BEGIN:VCARD\r\nVERSION:4.0\r\nEND:VCARD", /not an iCalendar feed/],
    [
      "with a zone of nowhere",
      calendar(...event("DTSTART;TZID=Mars/Olympus:20260328T090000")),
      /Mars\/Olympus/,
    ],
    ["with EXRULE", calendar(...event(...daily, "RRULE:FREQ=DAILY", "EXRULE:FREQ=WEEKLY")), /EXRULE/],
    [
      "that changes the rest of a series",
      calendar(...event(...daily, "RECURRENCE-ID;RANGE=THISANDFUTURE:20260327T080000Z")),
      /RANGE/,
    ],
    [
      "with a rule every second",
      calendar(...event("DTSTART:20000101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY")),
      /more often/,
    ],
    ["with a time that is none", calendar(...event("DTSTART:tomorrow")), /./],
  ])("%s", (_what, text, words) => {
    expect(() => read(text)).toThrow(words);
  });

  it("and an empty calendar is nobody on call", () => expect(read(calendar())).toEqual([]));
});

it("overlapping rotations are both on call", () => {
  const second = [
    "BEGIN:VEVENT",
    "UID:2",
    "SUMMARY:Omar",
    "DTSTART:20260327T120000Z",
    "DTEND:20260327T200000Z",
    "END:VEVENT",
  ];
  expect(read(calendar(...event(...daily), ...second))).toHaveLength(2);
});

it("10,000 events are read in time", () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => {
    const day = String((index % 28) + 1).padStart(2, "0");
    const month = String((index % 12) + 1).padStart(2, "0");
    return `BEGIN:VEVENT\r\nUID:${index}\r\nSUMMARY:p${index % 9}\r\nDTSTART;TZID=Europe/Berlin:2026${month}${day}T090000\r\nDURATION:P1D\r\nEND:VEVENT`;
  });
  const began = performance.now();
  expect(read(calendar(...lines)).length).toBeGreaterThan(300);
  expect(performance.now() - began).toBeLessThan(8_000);
});
