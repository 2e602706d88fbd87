import type { AuditRow } from "./row";
import type { AuditFilter } from "./schema";

/** A place in the log, which is in the order of time and then of writing. Every index of a filter keeps that order. */
export interface Place {
  at: string;
  position: string;
}

export const placeOf = (row: AuditRow): Place => ({ at: row.at.toISOString(), position: row.position });

/** "older" reads from the newest, or from `beyond`, into the past; "newer" from `beyond` towards now. */
export type Direction = "older" | "newer";

export interface Stretch {
  towards: Direction;
  /** Exclusive. */
  beyond?: Place | undefined;
}

/** The two places between which a stretch lies, both exclusive. Positions begin at 1. */
export function boundsOf(
  { towards, beyond }: Stretch,
  { from, to }: AuditFilter,
): { above: Place; below: Place } {
  const above = from ? { at: from.toISOString(), position: "0" } : { at: "-infinity", position: "0" };
  const below = to ? { at: to.toISOString(), position: "0" } : { at: "infinity", position: "0" };
  if (!beyond) return { above, below };
  if (towards === "older") return { above, below: to && to <= new Date(beyond.at) ? below : beyond };
  return { above: from && from > new Date(beyond.at) ? above : beyond, below };
}
