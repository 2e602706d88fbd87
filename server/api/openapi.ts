import { z } from "zod";
import { openApiDocument } from "../openapi";
import { type Route, route } from "../route";

/** The description of `routes`, itself included. */
export function openApiRoute(routes: () => readonly Route[]): Route {
  return route({
    method: "GET",
    path: "/api/v1/openapi.json",
    summary: "This description",
    tag: "Description",
    auth: "none",
    response: z.record(z.string(), z.unknown()),
    handler: async ({ runtime }) => openApiDocument(routes(), runtime.config),
  });
}
