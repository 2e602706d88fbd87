import type { AuditAction, AuditOutcome } from "./actions";

/** An event with the names of what it is about, as they are now. */
export interface AuditRow {
  position: string;
  id: string;
  at: Date;
  actor_id: string | null;
  actor_name: string;
  action: AuditAction;
  outcome: AuditOutcome;
  service: string | null;
  service_title: string | null;
  subject: string | null;
  subject_name: string | null;
  request_id: string | null;
  grant_id: string | null;
  entry: string;
}

export const eventColumns = `e.position, e.id, e.at, e.actor_id, e.actor_name, e.action, e.outcome, e.service, s.title as service_title,
  e.subject, p.name as subject_name, e.request_id, e.grant_id, e.entry`;

export const eventJoins =
  "left join principal p on p.id = e.subject left join service s on s.ref = e.service";
