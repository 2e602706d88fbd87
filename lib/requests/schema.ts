import { z } from "zod";
import { flag, pageSchema, plainText, wholeSeconds } from "@/lib/input/fields";

export const createRequestSchema = z.strictObject({
  service: plainText(300).min(1, "which service").describe("Its ref, namespace/application/component"),
  role: plainText(63).min(1, "which role"),
  environment: plainText(63).min(1).nullish().describe("Needed when the role can be had in more than one"),
  durationSeconds: wholeSeconds,
  justification: plainText(2_000).default(""),
  ticket: plainText(200).nullish(),
  startsAt: z.iso
    .datetime({ offset: true, error: "an instant as in RFC 3339" })
    .nullish()
    .describe("Scheduled start; absent: at approval"),
});

export type CreateRequestInput = z.output<typeof createRequestSchema>;

export const requestStatuses = ["pending", "approved", "denied", "cancelled", "lapsed"] as const;

export const listRequestsSchema = z.strictObject({
  status: z.enum(requestStatuses).optional(),
  service: z.string().max(300).optional(),
  mine: flag,
  requester: z.string().max(300).optional().describe("Id of the principal who asked"),
  decidable: flag.describe("Only what the caller can decide now, most urgent first"),
  ...pageSchema,
});

export type ListRequestsInput = z.output<typeof listRequestsSchema>;
