import { bundleViewSchema } from "@/lib/requests/bundle-view";
import { createBundle } from "@/lib/requests/create-bundle";
import { createBundleSchema } from "@/lib/requests/schema";
import { route } from "../route";

export const requestBundleRoutes = [
  route({
    method: "POST",
    path: "/api/v1/request-bundles",
    summary: "Ask for several roles in one submit: all of them, or none; each is decided by itself",
    tag: "Requests",
    auth: "principal",
    body: createBundleSchema,
    response: bundleViewSchema,
    status: 201,
    handler: ({ ctx, body }) => createBundle(ctx, body),
  }),
];
