import { z } from "zod";
import { listKeys } from "@/lib/tokens/list-keys";
import { rotateKeys, withdrawKey, withdrawKeySchema } from "@/lib/tokens/withdraw-key";
import { route } from "../route";
import { pageOf } from "./page";

const tag = "Keys";

const keySchema = z
  .strictObject({
    kid: z.string(),
    algorithm: z.string(),
    state: z.enum(["next", "signing", "verifying"]),
    createdAt: z.iso.datetime(),
    activeFrom: z.iso.datetime(),
    liveTokens: z.int().describe("How many good tokens end when it is withdrawn"),
  })
  .meta({ id: "SigningKey" });

export const keyRoutes = [
  route({
    method: "GET",
    path: "/api/v1/keys",
    summary: "The keys that tokens are signed with (platform admins and auditors)",
    tag,
    auth: "principal",
    response: pageOf(keySchema),
    handler: async ({ ctx }) => ({ items: await listKeys(ctx), nextCursor: null }),
  }),
  route({
    method: "POST",
    path: "/api/v1/keys/rotation",
    summary: "A new key that signs at once; what was signed stays good (platform admins)",
    tag,
    auth: "principal",
    response: z.strictObject({ kid: z.string() }),
    status: 201,
    handler: ({ ctx }) => rotateKeys(ctx),
  }),
  route({
    method: "POST",
    path: "/api/v1/keys/{id}/withdrawal",
    summary: "Take a key out of use and end every token that it signed (platform admins)",
    tag,
    auth: "principal",
    body: withdrawKeySchema,
    response: z.strictObject({ kid: z.string(), tokens: z.int() }),
    handler: ({ ctx, params, body }) => withdrawKey(ctx, params.id, body),
  }),
];
