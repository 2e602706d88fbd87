import { createHash } from "node:crypto";
import type pg from "pg";
import type { Viewer } from "@/lib/principals/viewer";
import { actionsOf } from "./actions";
import { conditionsOf, type Place } from "./conditions";
import { type Bind, isVisible, type Lane, visibleTo } from "./policy";
import { eventColumns, eventJoins } from "./row";
import type { AuditFilter } from "./schema";

export interface Selection {
  viewer: Viewer;
  filter: AuditFilter;
  /** "older" reads from the newest, or from `beyond`, into the past; "newer" from `beyond` towards now. */
  towards: "older" | "newer";
  /** Exclusive. */
  beyond?: Place | undefined;
  limit: number;
}

/** The statement that reads a stretch of the log, as its viewer may see it; it may give more rows than `limit`. */
export function selectEvents(selection: Selection): pg.QueryConfig {
  const { bind, values } = binder();
  const limit = stretches.find((stretch) => stretch >= selection.limit) ?? selection.limit;
  const text = `
select ${eventColumns} from (${selectPlaces({ ...selection, limit }, bind)}) place join audit_event e using (position) ${eventJoins}
order by ${directionOf(selection).order("e")}`;
  return prepared(selection.filter, text, values);
}

// The limit is written out, since it decides how the planner joins, and few of them make few statements to keep.
const stretches = [3, 51, 201, 1_000];

/** The statement that counts events up to `limit` of them. */
export function countEvents(selection: Selection): pg.QueryConfig {
  const { bind, values } = binder();
  return { text: `select count(*)::int as count from (${selectPlaces(selection, bind)}) place`, values };
}

/** The statement that reads one event, if its viewer may see it. */
export function selectEvent(viewer: Viewer, id: string): pg.QueryConfig {
  const { bind, values } = binder();
  const text = `select ${eventColumns} from audit_event e ${eventJoins} where e.id = ${bind(id)} and ${isVisible(viewer, bind)}`;
  return prepared({}, text, values);
}

/**
 * Each lane is read from its own index in the wanted order and stops at the limit, so the time it takes does not grow with
 * the log. An OR over the lanes would read the whole log for somebody who appears in it seldom.
 */
function selectPlaces(selection: Selection, bind: Bind): string {
  const { beyond, limit } = selection;
  const { order, than } = directionOf(selection);
  const { lanes, filter } = lanesOf(selection, bind);
  const conditions = conditionsOf(filter, bind);
  if (beyond)
    conditions.push(
      `(e.at, e.position) ${than} (${bind(beyond.at)}::timestamptz, ${bind(beyond.position)}::bigint)`,
    );
  const read = (...more: string[]) =>
    `select e.at, e.position from audit_event e where ${["true", ...more, ...conditions].join(" and ")} order by ${order("e")} limit ${limit}`;
  if (!lanes) return read();
  const reads = lanes.map(
    (lane) =>
      `select hit.at, hit.position from (${lane.values}) lane(value) cross join lateral (${read(`e.${lane.column} = lane.value`)}) hit`,
  );
  return `select at, position from (${reads.join(" union ")}) hit order by ${order("hit")} limit ${limit}`;
}

/** The lanes to read, null for the whole log, and the filters that remain to be asked in each. */
function lanesOf({ viewer, filter }: Selection, bind: Bind): { lanes: Lane[] | null; filter: AuditFilter } {
  const visible = visibleTo(viewer, bind);
  if (visible) return { lanes: visible, filter };
  const { principal, action, ...rest } = filter;
  if (principal) {
    const values = `select ${bind(principal)}::text`;
    const lanes: Lane[] = [
      { column: "actor_id", values },
      { column: "subject", values },
    ];
    return { lanes, filter: { ...rest, action } };
  }
  const isAlone = Object.entries(rest).every(
    ([name, value]) => value === undefined || name === "from" || name === "to",
  );
  if (!action || !isAlone) return { lanes: null, filter };
  return {
    lanes: [{ column: "action", values: `select unnest(${bind(actionsOf(action))}::text[])` }],
    filter: rest,
  };
}

function directionOf({ towards }: Selection) {
  const order = (alias: string) =>
    towards === "older" ? `${alias}.at desc, ${alias}.position desc` : `${alias}.at, ${alias}.position`;
  return { order, than: towards === "older" ? "<" : ">" };
}

function binder(): { bind: Bind; values: unknown[] } {
  const values: unknown[] = [];
  return { bind: (value) => `$${values.push(value)}`, values };
}

/**
 * Prepared while at most one filter narrows the log. With several, which index is the best depends on their values; and a
 * statement kept for every combination would fill the database's memory.
 */
function prepared(
  { from: _, to: __, ...filter }: AuditFilter,
  text: string,
  values: unknown[],
): pg.QueryConfig {
  const filters = Object.values(filter).filter((value) => value !== undefined).length;
  if (filters > 1) return { text, values };
  return { name: `audit-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`, text, values };
}
