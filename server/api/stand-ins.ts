import { endStandIn } from "@/lib/stand-ins/end-stand-in";
import { nameStandIn } from "@/lib/stand-ins/name-stand-in";
import { listStandIns } from "@/lib/stand-ins/queries";
import { listStandInsSchema, nameStandInSchema } from "@/lib/stand-ins/schema";
import { standInViewSchema } from "@/lib/stand-ins/view";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Absence";

export const standInRoutes = [
  route({
    method: "GET",
    path: "/api/v1/stand-ins",
    summary: "Who stands in for whom: the caller's own, and everybody's for admins and auditors",
    tag,
    auth: "principal",
    query: listStandInsSchema,
    response: pageOf(standInViewSchema),
    handler: ({ ctx, query }) => listStandIns(ctx, query),
  }),
  route({
    method: "POST",
    path: "/api/v1/stand-ins",
    summary: "Name who decides in the caller's place for a while; 409 when it overlaps or leads back to them",
    tag,
    auth: "principal",
    body: nameStandInSchema,
    response: standInViewSchema,
    status: 201,
    handler: ({ ctx, body }) => nameStandIn(ctx, body),
  }),
  route({
    method: "POST",
    path: "/api/v1/stand-ins/{id}/end",
    summary: "End it now, or call it off: who is away, who stands in, and admins",
    tag,
    auth: "principal",
    response: standInViewSchema,
    handler: ({ ctx, params }) => endStandIn(ctx, params.id),
  }),
];
