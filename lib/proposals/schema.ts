import { z } from "zod";
import { flag, pageSchema, plainText } from "@/lib/input/fields";

export const proposalStatuses = ["pending", "approved", "denied", "lapsed", "superseded"] as const;

export const decideProposalSchema = z.strictObject({
  verdict: z.enum(["approve", "deny"]),
  comment: plainText(1_000).nullish(),
});

export const listProposalsSchema = z.strictObject({
  status: z.enum(proposalStatuses).optional(),
  service: z.string().max(300).optional(),
  decidable: flag.describe("Only what the caller can decide now, soonest to close first"),
  ...pageSchema,
});
