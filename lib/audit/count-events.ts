import type pg from "pg";
import { binder } from "@/lib/db/bind";
import type { Viewer } from "@/lib/principals/viewer";
import { conditionsOf } from "./conditions";
import { visibleTo } from "./policy";
import type { AuditFilter } from "./schema";

/**
 * The statement that counts the events that a viewer may see; with more than `limit` of them it stops anywhere beyond it. A
 * count needs no order, so the planner is left to find the shortest way, every time anew.
 */
export function countEvents(viewer: Viewer, filter: AuditFilter, limit: number): pg.QueryConfig {
  const { bind, values } = binder();
  const conditions = conditionsOf(filter, bind);
  if (filter.from) conditions.push(`e.at >= ${bind(filter.from)}`);
  if (filter.to) conditions.push(`e.at < ${bind(filter.to)}`);
  const read = (condition: string) =>
    `select e.position from audit_event e where ${[condition, ...conditions].join(" and ")} limit ${limit + 1}`;
  const found = visibleTo(viewer, bind)
    ?.map(
      (lane) =>
        `select hit.position from (${lane.values}) lane(value) cross join lateral (${read(`e.${lane.column} = lane.value`)}) hit`,
    )
    .join(" union ");
  return { text: `select count(*)::int as count from (${found ?? read("true")}) found`, values };
}
