import { z } from "zod";
import { pageSchema, plainText } from "@/lib/input/fields";

export const deactivatePrincipalSchema = z.strictObject({
  reason: plainText(1_000).min(1, "say why: it is kept with the event"),
});

export const listPrincipalsSchema = z.strictObject({
  q: plainText(200).optional().describe("Part of a name, an e-mail address or a subject"),
  ...pageSchema,
});
