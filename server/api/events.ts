import { authenticatePrincipal } from "../authenticate";
import type { Events } from "../events";
import { type Route, route } from "../route";

export const eventRoutes = (events: Events): Route[] => [
  route({
    method: "GET",
    path: "/api/v1/events",
    summary: "Live updates: `change` names what changed, `resync` says that something may have been missed",
    tag: "Events",
    auth: "principal",
    produces: ["text/event-stream"],
    handler: ({ ctx, request, runtime }) =>
      events.stream(ctx, request, () => authenticatePrincipal(runtime, request)),
  }),
];
