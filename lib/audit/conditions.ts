import { actionsOf } from "./actions";
import type { Bind } from "./policy";
import type { AuditFilter } from "./schema";

/** A place in the log. The log is read by time, then by the order of writing; both come from an index of every filter. */
export interface Place {
  at: string;
  position: string;
}

/** What the filters ask of `audit_event e`. */
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
  if (filter.service) conditions.push(`e.service = ${serviceRef(bind(filter.service))}`);
  if (filter.action) conditions.push(isAction(actionsOf(filter.action), bind));
  // Written out, not bound: only then does the planner know that the index of refusals and failures serves it.
  if (filter.outcome) conditions.push(`e.outcome = '${filter.outcome}'`);
  if (filter.from) conditions.push(`e.at >= ${bind(filter.from)}`);
  if (filter.to) conditions.push(`e.at < ${bind(filter.to)}`);
  return conditions;
}

// Events keep the ref; people and programs may know the id.
const serviceRef = (value: string) =>
  `coalesce((select s.ref from service s where s.id = ${value}), ${value})`;

const isAction = (actions: readonly string[], bind: Bind) =>
  actions.length === 1 ? `e.action = ${bind(actions[0])}` : `e.action = any(${bind(actions)}::text[])`;
