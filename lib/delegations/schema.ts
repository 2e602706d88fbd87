import { z } from "zod";
import { pageSchema, plainText } from "@/lib/input/fields";

/** Nobody acts for somebody for longer without their word. The table says so too. */
const longestDelegationSeconds = 900;

export const delegateSchema = z.strictObject({
  workload: plainText(600)
    .min(1, "who may act for you")
    .describe('The one workload that may: an id, "spiffe://…" or "issuer#subject"'),
  grantId: plainText(100).min(1, "under which access").describe("The one access under which it may"),
  durationSeconds: z
    .int("whole seconds")
    .min(1, "more than zero")
    .max(longestDelegationSeconds, "at most 15 minutes")
    .default(longestDelegationSeconds),
});

export const listDelegationsSchema = z.strictObject({
  grantId: plainText(100).optional().describe("Only under this access"),
  ...pageSchema,
});
