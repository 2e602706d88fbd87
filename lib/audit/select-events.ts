import { createHash } from "node:crypto";
import type pg from "pg";
import { type Bind, binder } from "@/lib/db/bind";
import type { Viewer } from "@/lib/principals/viewer";
import { isSettled, planOf } from "./lanes";
import { boundsOf, type Direction, type Place, type Stretch } from "./place";
import { isVisible } from "./policy";
import { eventColumns, eventJoins } from "./row";
import type { AuditFilter } from "./schema";

export interface Selection extends Stretch {
  viewer: Viewer;
  filter: AuditFilter;
  limit: number;
}

/** The statement that reads a stretch of the log, as its viewer may see it; it may give more rows than `limit`. */
export function selectEvents(selection: Selection): pg.QueryConfig {
  const { bind, values } = binder();
  const limit = stretches.find((stretch) => stretch >= selection.limit) ?? selection.limit;
  const text = `
select ${eventColumns} from (${selectPlaces({ ...selection, limit }, bind)}) place join audit_event e using (position) ${eventJoins}
order by ${inOrder(selection.towards, ["e.at", "e.position"])}`;
  return prepared(selection.viewer, selection.filter, text, values);
}

// The limit is written out, since it decides how the planner joins, and few of them make few statements to keep.
const stretches = [3, 51, 201, 1_000];

/** The statement that reads one event, if its viewer may see it. */
export function selectEvent(viewer: Viewer, id: string): pg.QueryConfig {
  const { bind, values } = binder();
  const text = `select ${eventColumns} from audit_event e ${eventJoins} where e.id = ${bind(id)} and ${isVisible(viewer, bind)}`;
  return prepared(viewer, {}, text, values);
}

/**
 * Each lane is read from its own index in the wanted order and stops at the limit, so the time it takes does not grow with
 * the log. An OR over the lanes would read the whole log for somebody who appears in it seldom.
 */
function selectPlaces(selection: Selection, bind: Bind): string {
  const { viewer, filter, towards, limit } = selection;
  const { lanes, conditions } = planOf(viewer, filter, bind);
  const { above, below } = boundsOf(selection, filter);
  const between = (columns: string[], values: string[]) => {
    const edge = ({ at, position }: Place) =>
      `(${[...values, `${bind(at)}::timestamptz`, `${bind(position)}::bigint`].join(", ")})`;
    const event = `(${columns.join(", ")})`;
    const where = [`${event} > ${edge(above)}`, `${event} < ${edge(below)}`, ...conditions].join(" and ");
    return `select e.at, e.position from audit_event e where ${where} order by ${inOrder(towards, columns)} limit ${limit}`;
  };
  if (!lanes) return between(["e.at", "e.position"], []);
  // Rows between (value, …) and (value, …) have that value. Said so, only the lane's own index gives the order: the planner
  // cannot take a value that it has not met for a frequent one, and look for it through the whole log.
  const reads = lanes.map(
    ({ column, values }) =>
      `select hit.at, hit.position from (${values}) lane(value) cross join lateral (${between([`e.${column}`, "e.at", "e.position"], ["lane.value"])}) hit`,
  );
  return `select at, position from (${reads.join(" union ")}) hit order by ${inOrder(towards, ["at", "position"])} limit ${limit}`;
}

const inOrder = (towards: Direction, columns: readonly string[]) =>
  columns.map((column) => (towards === "older" ? `${column} desc` : column)).join(", ");

/**
 * Prepared only where one index is right whatever the values: elsewhere the planner has to look at them every time. And a
 * statement kept for every combination of filters would fill the database's memory.
 */
function prepared(viewer: Viewer, filter: AuditFilter, text: string, values: unknown[]): pg.QueryConfig {
  if (!isSettled(viewer, filter)) return { text, values };
  return { name: `audit-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`, text, values };
}
