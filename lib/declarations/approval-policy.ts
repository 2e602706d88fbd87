import { z } from "zod";
import { distinct, duration, name, principal } from "./terms";

const approvers = distinct(
  z.union([z.literal("owners"), principal], {
    error: 'must be "owners" or name a group, a user or a workload',
  }),
  {
    min: 1,
    max: 50,
  },
);

const stage = z.strictObject({
  name: name.optional(),
  approvers,
  required: z.int().min(1).max(10).optional(),
  timeout: duration.optional(),
});

/** Who must say yes: stages, all of them and in order, or nobody within the limits of `autoApprove`. */
export const approvalPolicy = z
  .strictObject({
    stages: z
      .array(stage)
      .min(1, { error: "needs at least one stage" })
      .max(5, { error: "holds more than 5 stages" })
      .optional(),
    autoApprove: z
      .strictObject({
        eligible: distinct(principal, { max: 50 }).optional(),
        maxDuration: duration.optional(),
      })
      .optional(),
    expiresAfter: duration.optional(),
    allowSelfApproval: z.boolean().optional(),
    postReview: z.strictObject({ within: duration, reviewers: approvers }).optional(),
  })
  .refine((policy) => (policy.stages === undefined) !== (policy.autoApprove === undefined), {
    error: "needs either stages or autoApprove, and not both",
  });

export type ApprovalPolicy = z.output<typeof approvalPolicy>;
