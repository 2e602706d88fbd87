import { z } from "zod";
import { reportUsage } from "@/lib/usage/report-usage";
import { reportUsageSchema } from "@/lib/usage/schema";
import { route } from "../route";

export const usageRoutes = [
  route({
    method: "POST",
    path: "/api/v1/usage",
    summary: "Services report that access was used",
    tag: "Services",
    auth: "service",
    body: reportUsageSchema,
    response: z.strictObject({
      recorded: z.int().describe("Of how many grants: those of the service that have begun"),
    }),
    status: 202,
    handler: ({ ctx, service, body }) => reportUsage(ctx, service, body),
  }),
];
