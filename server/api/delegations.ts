import { delegate } from "@/lib/delegations/delegate";
import { endDelegation } from "@/lib/delegations/end-delegation";
import { listDelegations } from "@/lib/delegations/queries";
import { delegateSchema, listDelegationsSchema } from "@/lib/delegations/schema";
import { delegationViewSchema, madeDelegationSchema } from "@/lib/delegations/view";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Delegation";

export const delegationRoutes = [
  route({
    method: "GET",
    path: "/api/v1/me/delegations",
    summary: "By which somebody may act for you now",
    tag,
    auth: "principal",
    query: listDelegationsSchema,
    response: pageOf(delegationViewSchema),
    handler: ({ ctx, query }) => listDelegations(ctx, query),
  }),
  route({
    method: "POST",
    path: "/api/v1/me/delegations",
    summary: "Let one workload act for you under one access, for minutes; the answer has the token for it",
    tag,
    auth: "principal",
    body: delegateSchema,
    response: madeDelegationSchema,
    status: 201,
    handler: ({ ctx, body }) => delegate(ctx, body),
  }),
  route({
    method: "POST",
    path: "/api/v1/delegations/{id}/end",
    summary: "Take it back with every token that was got by it: the person, the workload, and admins",
    tag,
    auth: "principal",
    response: delegationViewSchema,
    handler: ({ ctx, params }) => endDelegation(ctx, params.id),
  }),
];
