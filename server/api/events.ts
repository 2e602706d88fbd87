import { z } from "zod";
import { parseInput } from "@/lib/input/parse-input";
import { authenticatePrincipalAgain } from "../authenticate";
import type { Events } from "../events";
import { type Route, route } from "../route";

const streamQuery = z.strictObject({
  since: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe("Begin with what changed since then: milliseconds since 1970, by the server's clock"),
});

export const eventRoutes = (events: Events): Route[] => [
  route({
    method: "GET",
    path: "/api/v1/events",
    summary: "Live updates: `change` names what changed, `resync` says that something may have been missed",
    tag: "Events",
    auth: "principal",
    query: streamQuery,
    produces: ["text/event-stream"],
    handler: ({ ctx, query, request, runtime }) =>
      events.stream(ctx, request, parseInput(streamQuery, query).since, () =>
        authenticatePrincipalAgain(runtime, request),
      ),
  }),
];
