import { z } from "zod";
import { requestViewSchema } from "@/lib/requests/view";
import { decideRequestSchema } from "./schema";

const mostAtOnce = 50;

export const decideRequestsSchema = decideRequestSchema.extend({
  ids: z
    .array(z.string().max(64))
    .min(1, "at least one request")
    .max(mostAtOnce, `at most ${mostAtOnce} requests`)
    .refine((ids) => new Set(ids).size === ids.length, "each request once")
    .describe("Requests that get the same answer"),
});

const problemSchema = z.looseObject({
  status: z.int(),
  code: z.string(),
  detail: z.string(),
});

export const decidedRequestsSchema = z
  .strictObject({
    results: z.array(
      z.strictObject({
        id: z.string(),
        request: requestViewSchema.nullable().describe("As the decision left it; null when it was refused"),
        problem: problemSchema.nullable().describe("Why this one was refused: nothing of it changed"),
      }),
    ),
  })
  .meta({ id: "DecidedRequests" });

export type DecidedRequests = z.output<typeof decidedRequestsSchema>;
