import { z } from "zod";
import { flag, pageSchema, plainText } from "@/lib/input/fields";

export const grantStatuses = ["scheduled", "active", "expired", "revoked"] as const;

export const revokeGrantSchema = z.strictObject({
  reason: plainText(1_000).min(1, "say why: it is kept with the revocation"),
});

export const listGrantsSchema = z.strictObject({
  status: z.enum(grantStatuses).optional(),
  service: z.string().max(300).optional(),
  mine: flag,
  principal: z.string().max(300).optional().describe("Id of the holder"),
  ...pageSchema,
});

export type ListGrantsInput = z.output<typeof listGrantsSchema>;
