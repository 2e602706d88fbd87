import { listRefusals, listRefusalsSchema } from "@/lib/assertions/list-refusals";
import { refusalViewSchema } from "@/lib/assertions/refusal-view";
import { getService, listServices } from "@/lib/services/queries";
import { listServicesSchema } from "@/lib/services/schema";
import { listVersions, listVersionsSchema, versionViewSchema } from "@/lib/services/versions";
import { route } from "../route";
import { pageOf } from "./page";
import { serviceDetailSchema, serviceSchema } from "./service-schema";

const tag = "Services";

export const serviceRoutes = [
  route({
    method: "GET",
    path: "/api/v1/services",
    summary: "The catalogue: what there is to ask for",
    tag,
    auth: "principal",
    query: listServicesSchema,
    response: pageOf(serviceSchema),
    handler: ({ ctx, query }) => listServices(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/services/{id}/declarations",
    summary: "The versions of its declaration, newest first",
    tag,
    auth: "principal",
    query: listVersionsSchema,
    response: pageOf(versionViewSchema),
    handler: ({ ctx, params, query }) => listVersions(ctx, params.id, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/services/{id}/refusals",
    summary: "Who was refused by it in the last week, and why; the caller's own, unless they own it",
    tag,
    auth: "principal",
    query: listRefusalsSchema,
    response: pageOf(refusalViewSchema),
    handler: ({ ctx, params, query }) => listRefusals(ctx, params.id, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/services/{id}",
    summary: "One service, by id or by its URL-encoded ref",
    tag,
    auth: "principal",
    response: serviceDetailSchema,
    handler: ({ ctx, params }) => getService(ctx, params.id),
  }),
];
