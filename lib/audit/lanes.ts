import type { Bind } from "@/lib/db/bind";
import type { Viewer } from "@/lib/principals/viewer";
import { actionsOf } from "./actions";
import { conditionsOf, refOf } from "./conditions";
import { type Lane, visibleTo } from "./policy";
import type { AuditFilter } from "./schema";

/** Where to read, and what else every event has to be. */
export interface Plan {
  /** Null: the log as it is, by whatever index the planner finds best. */
  lanes: Lane[] | null;
  conditions: string[];
}

/**
 * Whoever does not see everything reads the lanes that they see. Whoever does reads the lane of the one filter there is;
 * with several filters the planner knows best which of them is the narrowest.
 */
export function planOf(viewer: Viewer, filter: AuditFilter, bind: Bind): Plan {
  const visible = visibleTo(viewer, bind);
  if (visible) return { lanes: visible, conditions: conditionsOf(filter, bind) };
  const lanes = isSettled(viewer, filter) ? lanesOf(filter, bind) : null;
  return { lanes, conditions: lanes ? [] : conditionsOf(filter, bind) };
}

/**
 * Whether one thing at most narrows the log, a filter or what the viewer may see: then one index is right whatever the values.
 * Time does not count, since every index keeps its order.
 */
export function isSettled(viewer: Viewer, { from: _, to: __, ...filter }: AuditFilter): boolean {
  const filters = Object.values(filter).filter((value) => value !== undefined).length;
  return filters + (viewer.seesAll ? 0 : 1) < 2;
}

function lanesOf(filter: AuditFilter, bind: Bind): Lane[] | null {
  const { principal, actor, subject, service, action } = filter;
  if (principal) {
    const values = `select ${bind(principal)}::text`;
    return [
      { column: "actor_id", values },
      { column: "subject", values },
    ];
  }
  if (actor && actor !== "system") return [{ column: "actor_id", values: `select ${bind(actor)}::text` }];
  if (subject) return [{ column: "subject", values: `select ${bind(subject)}::text` }];
  if (service) return [{ column: "service", values: `select ${refOf(bind(service))}` }];
  if (action) return [{ column: "action", values: `select unnest(${bind(actionsOf(action))}::text[])` }];
  return null;
}
