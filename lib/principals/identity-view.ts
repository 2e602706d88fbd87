import { z } from "zod";
import { principalViewSchema } from "./view";

/** How Daypass knows a principal: what the issuer said at the last sign-in, and what became of it. */
export const identityViewSchema = z
  .strictObject({
    principal: principalViewSchema,
    lastSignInAt: z.iso.datetime(),
    issuer: z
      .string()
      .nullable()
      .describe(
        "Its name in daypass.yaml; null: it is not registered there any more, and nothing is explained",
      ),
    claims: z
      .array(
        z.strictObject({
          name: z.string(),
          value: z.unknown(),
          becomes: z.array(z.string()).describe("What daypass.yaml made of it; empty: nothing looks at it"),
        }),
      )
      .nullable()
      .describe("As received, but for what is good only once; null: nothing was kept"),
    mappings: z.array(
      z.strictObject({
        groups: z.array(z.string()),
        holds: z.boolean(),
        asks: z.array(z.strictObject({ words: z.string(), holds: z.boolean() })),
      }),
    ),
    membership: z
      .strictObject({ group: z.string(), member: z.boolean(), explanation: z.string() })
      .nullable()
      .describe("The answer about the group that was asked for"),
  })
  .meta({ id: "Identity" });

export type IdentityView = z.output<typeof identityViewSchema>;
