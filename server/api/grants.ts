import { getGrant, listGrants } from "@/lib/grants/queries";
import { revokeGrant } from "@/lib/grants/revoke-grant";
import { listGrantsSchema, revokeGrantSchema } from "@/lib/grants/schema";
import { grantViewSchema } from "@/lib/grants/view";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Grants";

export const grantRoutes = [
  route({
    method: "GET",
    path: "/api/v1/grants",
    summary: "Grants that you may see, newest first",
    tag,
    auth: "principal",
    query: listGrantsSchema,
    response: pageOf(grantViewSchema),
    handler: ({ ctx, query }) => listGrants(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/grants/{id}",
    summary: "One grant",
    tag,
    auth: "principal",
    response: grantViewSchema,
    handler: ({ ctx, params }) => getGrant(ctx, params.id),
  }),
  route({
    method: "POST",
    path: "/api/v1/grants/{id}/revocation",
    summary: "End access now, or give your own back",
    tag,
    auth: "principal",
    body: revokeGrantSchema,
    response: grantViewSchema,
    handler: ({ ctx, params, body }) => revokeGrant(ctx, params.id, body),
  }),
];
