import { z } from "zod";
import { plainText } from "@/lib/input/fields";

export const reportAssertionsSchema = z.strictObject({
  items: z
    .array(
      z.strictObject({
        at: z.iso.datetime({ offset: true, error: "an instant as in RFC 3339" }),
        service: plainText(300).describe("The reporting service's own ref"),
        environment: plainText(63).nullish(),
        reason: plainText(300).min(1),
        jti: plainText(128).nullish().describe("Of the refused token, when its signature was good"),
        subject: plainText(255).nullish().describe("`sub` of the refused token"),
        scopeRequired: z.array(plainText(256)).max(50).nullish(),
        method: plainText(16).nullish(),
        path: plainText(1_000).nullish().describe("Without query; a query is cut off"),
      }),
    )
    .min(1)
    .max(100, "at most 100 at once"),
});
