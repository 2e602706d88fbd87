import { z } from "zod";
import { auditActions, auditOutcomes } from "./actions";
import type { AuditRow } from "./row";

/** The one shape in which an event reaches a page, the wire or a file. */
export const auditEventViewSchema = z
  .strictObject({
    id: z.string(),
    at: z.iso.datetime(),
    seq: z.int().optional().describe("Index of its leaf in the transparency log, once it has one"),
    actor: z.strictObject({
      kind: z.enum(["user", "workload", "system"]),
      id: z.string().optional(),
      name: z.string().describe("As it was then"),
    }),
    action: z.enum(auditActions),
    outcome: z.enum(auditOutcomes),
    service: z.string().optional().describe("Its ref"),
    serviceTitle: z.string().optional().describe("As it is now"),
    subject: z.string().optional().describe("Id of the principal whom it is about"),
    subjectName: z.string().optional().describe("As it is now"),
    requestId: z.string().optional(),
    grantId: z.string().optional(),
    detail: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEvent" });

export type AuditEventView = z.output<typeof auditEventViewSchema>;

/** One event with everything that was recorded, and what happened around it. */
export const auditEventDetailSchema = auditEventViewSchema
  .extend({
    entry: z.string().describe("The event in canonical form (RFC 8785), as it is kept"),
    httpRequestId: z.string().describe("Of the call, job or command in which it happened"),
    newer: z.array(auditEventViewSchema).describe("What came after it, newest first"),
    older: z.array(auditEventViewSchema).describe("What came before it, newest first"),
  })
  .meta({ id: "AuditEventDetail" });

export type AuditEventDetail = z.output<typeof auditEventDetailSchema>;

/** How many events match; `more` when they are more than were counted. */
export const auditCountSchema = z
  .strictObject({ count: z.int(), more: z.boolean() })
  .meta({ id: "AuditCount" });

export type AuditCount = z.output<typeof auditCountSchema>;

/** What an entry says beside the columns. The rest of it the columns repeat. */
interface Entry {
  actor: AuditEventView["actor"];
  detail: Record<string, unknown>;
  httpRequestId: string;
}

export function auditEventView(row: AuditRow): AuditEventView {
  const { actor, detail } = entryOf(row);
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor,
    action: row.action,
    outcome: row.outcome,
    ...(row.service === null ? {} : { service: row.service, serviceTitle: row.service_title ?? row.service }),
    ...(row.subject === null ? {} : { subject: row.subject }),
    ...(row.subject_name === null ? {} : { subjectName: row.subject_name }),
    ...(row.request_id === null ? {} : { requestId: row.request_id }),
    ...(row.grant_id === null ? {} : { grantId: row.grant_id }),
    detail,
  };
}

/** `newer` and `older` are the neighbours that the viewer may see, newest first. */
export function auditEventDetail(row: AuditRow, newer: AuditRow[], older: AuditRow[]): AuditEventDetail {
  return {
    ...auditEventView(row),
    entry: row.entry,
    httpRequestId: entryOf(row).httpRequestId,
    newer: newer.map(auditEventView),
    older: older.map(auditEventView),
  };
}

const entryOf = (row: AuditRow): Entry => JSON.parse(row.entry);
