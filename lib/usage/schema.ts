import { z } from "zod";
import { plainText } from "@/lib/input/fields";

const instant = z.iso.datetime({ offset: true, error: "an instant as in RFC 3339" });

export const reportUsageSchema = z.strictObject({
  items: z
    .array(
      z
        .strictObject({
          grantId: plainText(64).min(1).describe("`authorization_details[].grant_id` of the tokens"),
          firstAt: instant.describe("Of the first call since the last report"),
          lastAt: instant.describe("Of the last one"),
          count: z.int().min(1).max(1_000_000_000).describe("How many calls since the last report"),
        })
        .refine(({ firstAt, lastAt }) => Date.parse(firstAt) <= Date.parse(lastAt), {
          path: ["lastAt"],
          error: "not before firstAt",
        }),
    )
    .min(1)
    .max(500, "at most 500 at once"),
});
