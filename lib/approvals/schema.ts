import { z } from "zod";
import { plainText, wholeSeconds } from "@/lib/input/fields";

export const decideRequestSchema = z.strictObject({
  verdict: z.enum(["approve", "deny"]),
  comment: plainText(1_000).nullish(),
  durationSeconds: wholeSeconds.nullish().describe("With approve: shorter than what was asked, never longer"),
});
