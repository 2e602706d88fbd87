import { isUrgent, type NotificationKind } from "./kinds";
import type { Preferences } from "./preferences";

/** Until when something waits for this person's hours and pace; null: it goes at once. Pure. */
export function heldUntil(
  preferences: Preferences,
  kind: NotificationKind,
  channel: string,
  now: Date,
): Date | null {
  if (isUrgent(kind)) return null;
  const paced = channel === "mail" ? nextOfPace(preferences, now) : null;
  const quietEnd = endOfQuiet(preferences, paced ?? now);
  return quietEnd ?? paced;
}

function nextOfPace({ mailPace, dailyAt, timeZone }: Preferences, now: Date): Date | null {
  if (mailPace === "at-once") return null;
  if (mailPace === "daily") return nextTimeOfDay(dailyAt, timeZone, now);
  const hour = 3_600_000;
  return new Date(Math.floor(now.getTime() / hour + 1) * hour);
}

/** When the quiet hours that `at` falls into are over; null outside them. */
function endOfQuiet({ quietHours, timeZone }: Preferences, at: Date): Date | null {
  if (!quietHours) return null;
  const { from, to } = quietHours;
  const { hour, minute } = wallClock(at, timeZone);
  const now = `${two(hour)}:${two(minute)}`;
  const isQuiet = from < to ? from <= now && now < to : from <= now || now < to;
  return isQuiet ? nextTimeOfDay(to, timeZone, at) : null;
}

/** The next instant after `now` at which a clock in `timeZone` shows `time`; where the clocks jump over it, just after. */
export function nextTimeOfDay(time: string, timeZone: string, now: Date): Date {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const today = wallClock(now, timeZone);
  for (let days = 0; ; days++) {
    const wanted = Date.UTC(today.year, today.month - 1, today.day + days, hour, minute);
    const instant = instantOf(wanted, timeZone);
    if (instant > now) return instant;
  }
}

/** `wall` is what the clock shows, written as if it were UTC. The offset is that of the result, so it is looked up twice. */
function instantOf(wall: number, timeZone: string): Date {
  const offsetAt = (ms: number) => {
    const shown = wallClock(new Date(ms), timeZone);
    return (
      Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute) -
      Math.floor(ms / 60_000) * 60_000
    );
  };
  const guess = wall - offsetAt(wall);
  return new Date(wall - offsetAt(guess));
}

function wallClock(at: Date, timeZone: string) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((each) => each.type === type)?.value ?? 0);
  return {
    year: part("year"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
  };
}

const two = (number: number) => String(number).padStart(2, "0");
