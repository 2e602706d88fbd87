import { decidedRequestsSchema, decideRequestsSchema } from "@/lib/approvals/bulk-schema";
import { decideRequests } from "@/lib/approvals/decide-requests";
import { route } from "../route";

export const decisionRoutes = [
  route({
    method: "POST",
    path: "/api/v1/decisions",
    summary: "The same yes or no to several requests: each is decided, or refused, by itself",
    tag: "Requests",
    auth: "principal",
    body: decideRequestsSchema,
    response: decidedRequestsSchema,
    handler: ({ ctx, body }) => decideRequests(ctx, body),
  }),
];
