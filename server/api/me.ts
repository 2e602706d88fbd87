import { z } from "zod";
import { actingPrincipal } from "@/lib/context/acting-principal";
import { getOwnIdentity } from "@/lib/principals/get-identity";
import { identityViewSchema } from "@/lib/principals/identity-view";
import { platformRolesOf } from "@/lib/principals/platform-role";
import { identityQuerySchema } from "@/lib/principals/schema";
import { principalView, principalViewSchema } from "@/lib/principals/view";
import { route } from "../route";

export const meRoutes = [
  route({
    method: "GET",
    path: "/api/v1/me/identity",
    summary: "How Daypass knows you: the claims of your issuer and what became of them",
    tag: "Me",
    auth: "principal",
    query: identityQuerySchema,
    response: identityViewSchema,
    handler: ({ ctx, query }) => getOwnIdentity(ctx, query),
  }),
  route({
    method: "GET",
    path: "/api/v1/me",
    summary: "Who you are here",
    tag: "Me",
    auth: "principal",
    response: z.strictObject({
      principal: principalViewSchema,
      platformRoles: z.array(z.enum(["admin", "auditor"])),
    }),
    async handler({ ctx }) {
      const principal = actingPrincipal(ctx);
      return {
        principal: principalView(principal),
        platformRoles: platformRolesOf(principal, ctx.runtime.config),
      };
    },
  }),
];
