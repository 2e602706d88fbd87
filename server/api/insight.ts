import { exportInsight } from "@/lib/insight/export-insight";
import { getInsight } from "@/lib/insight/get-insight";
import { insightSchema, insightTableSchema } from "@/lib/insight/schema";
import { insightViewSchema } from "@/lib/insight/view";
import { route } from "../route";

const tag = "Insight";

export const insightRoutes = [
  route({
    method: "GET",
    path: "/api/v1/insight",
    summary: "How long decisions and access take, and what becomes of requests (owners, admins, auditors)",
    tag,
    auth: "principal",
    query: insightSchema,
    response: insightViewSchema,
    handler: ({ ctx, query }) => getInsight(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/insight/export",
    summary: "One of its tables as CSV",
    tag,
    auth: "principal",
    query: insightTableSchema,
    produces: ["text/csv"],
    async handler({ ctx, query }) {
      const { fileName, text } = await exportInsight(ctx, query);
      return new Response(text, {
        headers: {
          "content-type": "text/csv; charset=utf-8; header=present",
          "content-disposition": `attachment; filename="${fileName}"`,
          "cache-control": "no-store",
        },
      });
    },
  }),
];
