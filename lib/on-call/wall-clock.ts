/**
 * What a clock on the wall of a time zone shows, as the milliseconds that UTC has when it shows the same. Two walls of one zone
 * may be an hour closer or further apart than they look.
 */
export type Wall = number;

/** Turns what a clock on the wall shows into an instant. */
export type Zone = (wall: Wall) => number;

const dayMs = 86_400_000;
/** No clock is changed but at a full quarter of an hour. */
const quarterMs = 900_000;
const zones = new Map<string, Zone>();

/** Null for a name that the time zone database does not have. */
export function zoneNamed(name: string): Zone | null {
  try {
    const zone = zones.get(name) ?? zoneOf(formatOf(name));
    zones.set(name, zone);
    return zone;
  } catch {
    return null;
  }
}

const formatOf = (timeZone: string) =>
  new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });

function offsetOf(instant: number, format: Intl.DateTimeFormat): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}

const mostKnown = 20_000;

/**
 * RFC 5545 section 3.3.5: of a time that comes twice the first one is meant, and one that a change of the clocks leaves out is
 * counted as if they had not been changed yet.
 */
function zoneOf(format: Intl.DateTimeFormat): Zone {
  const known = new Map<number, number>();
  const offsetAt = (instant: number) => {
    const quarter = Math.floor(instant / quarterMs) * quarterMs;
    const offset = known.get(quarter) ?? offsetOf(quarter, format);
    if (known.size >= mostKnown) known.clear();
    known.set(quarter, offset);
    return offset;
  };
  return (wall) => {
    const before = wall - offsetAt(wall - dayMs);
    if (before + offsetAt(before) === wall) return before;
    const after = wall - offsetAt(wall + dayMs);
    return after + offsetAt(after) === wall ? after : before;
  };
}
