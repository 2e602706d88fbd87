import type { Bind } from "@/lib/db/bind";
import { actionsOf } from "./actions";
import type { AuditFilter } from "./schema";

/** What the filters ask of `audit_event e`, without the time. */
export function conditionsOf(filter: AuditFilter, bind: Bind): string[] {
  const conditions: string[] = [];
  if (filter.actor === "system") conditions.push("e.actor_id is null");
  else if (filter.actor) conditions.push(`e.actor_id = ${bind(filter.actor)}`);
  if (filter.subject) conditions.push(`e.subject = ${bind(filter.subject)}`);
  if (filter.principal) {
    const id = bind(filter.principal);
    conditions.push(`(e.actor_id = ${id} or e.subject = ${id})`);
  }
  if (filter.requestId) conditions.push(`e.request_id = ${bind(filter.requestId)}`);
  if (filter.grantId) conditions.push(`e.grant_id = ${bind(filter.grantId)}`);
  if (filter.service) conditions.push(`e.service = ${refOf(bind(filter.service))}`);
  if (filter.action) conditions.push(isAction(actionsOf(filter.action), bind));
  // Written out, not bound: only then does the planner know that the index of refusals and failures serves it.
  if (filter.outcome) conditions.push(`e.outcome = '${filter.outcome}'`);
  return conditions;
}

/** SQL for the ref of a service that is named by ref or id. Events keep the ref. */
export const refOf = (value: string) =>
  `coalesce((select s.ref from service s where s.id = ${value}), ${value})`;

const isAction = (actions: readonly string[], bind: Bind) =>
  actions.length === 1 ? `e.action = ${bind(actions[0])}` : `e.action = any(${bind(actions)}::text[])`;
