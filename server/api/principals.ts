import { deactivatePrincipal, reactivatePrincipal } from "@/lib/principals/deactivate-principal";
import { getIdentity } from "@/lib/principals/get-identity";
import { identityViewSchema } from "@/lib/principals/identity-view";
import { getKnownPrincipal, listPrincipals } from "@/lib/principals/list-principals";
import {
  deactivatePrincipalSchema,
  identityQuerySchema,
  listPrincipalsSchema,
} from "@/lib/principals/schema";
import { knownPrincipalViewSchema } from "@/lib/principals/view";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Administration";

export const principalRoutes = [
  route({
    method: "GET",
    path: "/api/v1/principals",
    summary: "Everybody who ever signed in (admins)",
    tag,
    auth: "principal",
    query: listPrincipalsSchema,
    response: pageOf(knownPrincipalViewSchema),
    handler: ({ ctx, query }) => listPrincipals(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/principals/{id}/identity",
    summary: "How Daypass knows somebody: the claims of their issuer and what became of them (admins)",
    tag,
    auth: "principal",
    query: identityQuerySchema,
    response: identityViewSchema,
    handler: ({ ctx, params, query }) => getIdentity(ctx, params.id, query),
  }),
  route({
    method: "POST",
    path: "/api/v1/principals/{id}/deactivation",
    summary: "End everything that a principal has here, at once (admins)",
    tag,
    auth: "principal",
    body: deactivatePrincipalSchema,
    response: knownPrincipalViewSchema,
    async handler({ ctx, params, body }) {
      await deactivatePrincipal(ctx, params.id, body);
      return getKnownPrincipal(ctx, params.id);
    },
  }),
  route({
    method: "POST",
    path: "/api/v1/principals/{id}/reactivation",
    summary: "Let a principal sign in again; what was ended stays ended (admins)",
    tag,
    auth: "principal",
    response: knownPrincipalViewSchema,
    async handler({ ctx, params }) {
      await reactivatePrincipal(ctx, params.id);
      return getKnownPrincipal(ctx, params.id);
    },
  }),
];
