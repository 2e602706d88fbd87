import { z } from "zod";
import { flag, pageSchema, plainText } from "@/lib/input/fields";

export const reviewStatuses = ["open", "done", "moot"] as const;
export const reviewVerdicts = ["justified", "not-justified"] as const;

export const completeReviewSchema = z.strictObject({
  verdict: z.enum(reviewVerdicts),
  comment: plainText(1_000).min(1, "say what you found: it is kept with the review"),
});

export const listReviewsSchema = z.strictObject({
  status: z.enum(reviewStatuses).optional(),
  service: z.string().max(300).optional(),
  mine: flag.describe(
    "Only what the caller is to review, now or once the access has ended, soonest due first",
  ),
  ...pageSchema,
});

export type ListReviewsInput = z.output<typeof listReviewsSchema>;
