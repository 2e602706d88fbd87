import { exportAuditEvents } from "@/lib/audit/export";
import { countAuditEvents, getAuditEvent, listAuditEvents } from "@/lib/audit/queries";
import { countAuditSchema, exportAuditSchema, listAuditSchema } from "@/lib/audit/schema";
import { auditCountSchema, auditEventDetailSchema, auditEventViewSchema } from "@/lib/audit/view";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Audit";

export const auditRoutes = [
  route({
    method: "GET",
    path: "/api/v1/audit",
    summary: "Events that you may see, newest first",
    tag,
    auth: "principal",
    query: listAuditSchema,
    response: pageOf(auditEventViewSchema),
    handler: ({ ctx, query }) => listAuditEvents(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/audit/count",
    summary: "How many events the filters match",
    tag,
    auth: "principal",
    query: countAuditSchema,
    response: auditCountSchema,
    handler: ({ ctx, query }) => countAuditEvents(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/audit/export",
    summary: "Everything that the filters match, as CSV or JSON Lines; the export itself is audited",
    tag,
    auth: "principal",
    query: exportAuditSchema,
    produces: ["text/csv", "application/jsonl"],
    async handler({ ctx, query }) {
      const { body, contentType, fileName } = await exportAuditEvents(ctx, query);
      const disposition = `attachment; filename="${fileName}"`;
      return new Response(body, {
        headers: {
          "content-type": contentType,
          "content-disposition": disposition,
          "cache-control": "no-store",
        },
      });
    },
  }),
  route({
    method: "GET",
    path: "/api/v1/audit/{id}",
    summary: "One event as it is kept, with what happened around it",
    tag,
    auth: "principal",
    response: auditEventDetailSchema,
    handler: ({ ctx, params }) => getAuditEvent(ctx, params.id),
  }),
];
