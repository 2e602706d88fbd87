import { z } from "zod";
import { reportAssertions } from "@/lib/assertions/report-assertions";
import { reportAssertionsSchema } from "@/lib/assertions/schema";
import { route } from "../route";

export const assertionRoutes = [
  route({
    method: "POST",
    path: "/api/v1/assertions",
    summary: "Services report calls that they refused",
    tag: "Services",
    auth: "service",
    body: reportAssertionsSchema,
    response: z.strictObject({ recorded: z.int() }),
    status: 202,
    handler: ({ ctx, service, body }) => reportAssertions(ctx, service.ref, body),
  }),
];
