import { z } from "zod";
import { pageSchema, plainText } from "@/lib/input/fields";

export const deactivatePrincipalSchema = z.strictObject({
  reason: plainText(1_000).min(1, "say why: it is kept with the event"),
});

export const listPrincipalsSchema = z.strictObject({
  q: plainText(200).optional().describe("Part of a name, an e-mail address or a subject"),
  ...pageSchema,
});

export const identityQuerySchema = z.strictObject({
  group: z
    .string()
    .trim()
    .max(200)
    .transform((text) => (text === "" || text.includes(":") ? text : `group:default/${text}`))
    .refine(
      (text) => text === "" || /^group:[A-Za-z0-9._-]{1,63}\/[A-Za-z0-9._-]{1,63}$/.test(text),
      "a group, like finance or group:default/finance",
    )
    .optional()
    .describe("Why they are in this group or not: group:default/finance"),
});
