import { z } from "zod";
import {
  createCredential,
  createCredentialSchema,
  listCredentials,
  revokeCredential,
} from "@/lib/services/credentials";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Services";

const credentialSchema = z
  .strictObject({
    id: z.string(),
    label: z.string(),
    createdAt: z.iso.datetime(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Credential" });

export const credentialRoutes = [
  route({
    method: "GET",
    path: "/api/v1/services/{id}/credentials",
    summary: "With what a service proves itself (its owners)",
    tag,
    auth: "principal",
    response: pageOf(credentialSchema),
    handler: async ({ ctx, params }) => ({ items: await listCredentials(ctx, params.id), nextCursor: null }),
  }),
  route({
    method: "POST",
    path: "/api/v1/services/{id}/credentials",
    summary: "A new credential; its secret is in this answer only",
    tag,
    auth: "principal",
    body: createCredentialSchema,
    response: credentialSchema.extend({ secret: z.string() }).meta({ id: "NewCredential" }),
    status: 201,
    handler: ({ ctx, params, body }) => createCredential(ctx, params.id, body),
  }),
  route({
    method: "POST",
    path: "/api/v1/services/{id}/credentials/{credentialId}/revocation",
    summary: "Refuse a credential from the next call on",
    tag,
    auth: "principal",
    response: z.strictObject({ id: z.string() }),
    async handler({ ctx, params }) {
      await revokeCredential(ctx, params.id, params.credentialId);
      return { id: params.credentialId };
    },
  }),
];
