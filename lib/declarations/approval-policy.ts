import { z } from "zod";
import { publish, published } from "./published";
import { distinct, duration, name, onCallSchedule, principal } from "./terms";

const approver = z
  .union([z.literal("owners"), principal, onCallSchedule], {
    error: 'must be "owners" or name a group, a user, a workload or who is on call',
  })
  .register(published, {
    id: "Approver",
    description: "Who may say yes.",
    form: "owners, for whoever owns the service, or a Principal, or OnCall",
    examples: ["owners", "group:default/security", "oncall:default/payments"],
  });

const reviewer = z
  .union([z.literal("owners"), principal], {
    error: 'must be "owners" or name a group, a user or a workload',
  })
  .register(published, {
    id: "Reviewer",
    description: "Who may look at it afterwards.",
    form: "owners, for whoever owns the service, or a Principal",
    examples: ["owners", "group:default/security"],
  });

const beneficiary = z
  .union([principal, onCallSchedule], { error: "must name a group, a user, a workload or who is on call" })
  .register(published, {
    id: "Beneficiary",
    description: "Who gets a yes without anybody deciding.",
    form: "a Principal, or OnCall",
    examples: ["group:default/payments-team", "oncall:default/payments"],
  });

const approvers = distinct(approver, { min: 1, max: 50 });

const stage = z.strictObject({
  name: publish(name.optional(), "What people call the stage.", {
    absent: "stage-1, stage-2 and so on",
    examples: ["owner"],
  }),
  approvers: publish(approvers, "Who may say yes here. Whoever asks never counts, nor does a workload.", {
    examples: [["owners", "group:default/security"]],
  }),
  required: publish(z.int().min(1).max(10).optional(), "How many different people must say yes.", {
    default: 1,
    examples: [2],
  }),
  counts: publish(
    z.enum(["people", "groups"]).optional(),
    "What is counted: people, whoever they are, or groups, where each name under approvers counts once.",
    { default: "people", examples: ["groups"] },
  ),
  timeout: publish(
    duration.optional(),
    "How long only these may decide. Then whoever decides next is asked too: the next stage, or the owners after the last one. Where that is nobody new, the request lapses.",
    { absent: "as long as the request may stay pending", examples: ["4h"] },
  ),
});

const autoApprove = z.strictObject({
  eligible: publish(
    distinct(beneficiary, { max: 50 }).optional(),
    "Who gets the yes, at the time of asking.",
    {
      absent: "everybody who may ask",
      examples: [["oncall:default/payments"]],
    },
  ),
  maxDuration: publish(duration.optional(), "The longest that is granted without anybody deciding.", {
    absent: "no limit of its own",
    examples: ["1h"],
  }),
});

const postReview = z.strictObject({
  within: publish(duration, "How soon after the access ended.", { examples: ["24h"] }),
  reviewers: publish(distinct(reviewer, { min: 1, max: 50 }), "Who looks at it.", {
    examples: [["group:default/security"]],
  }),
});

/** Who must say yes: stages, all of them and in order, or nobody within the limits of `autoApprove`. */
export const approvalPolicy = z
  .strictObject({
    stages: publish(
      z
        .array(stage)
        .min(1, { error: "needs at least one stage" })
        .max(5, { error: "holds more than 5 stages" })
        .optional(),
      "Who must say yes: all stages, in order.",
    ),
    autoApprove: publish(autoApprove.optional(), "A yes without anybody deciding, within these limits."),
    expiresAfter: publish(duration.optional(), "How long a request may wait before it lapses.", {
      absent: "the platform's limit, which always counts too",
      examples: ["24h"],
    }),
    allowSelfApproval: publish(z.boolean().optional(), "Whether people may approve their own requests.", {
      default: false,
      examples: [false],
    }),
    postReview: publish(postReview.optional(), "A review after the access was used."),
  })
  .refine((policy) => (policy.stages === undefined) !== (policy.autoApprove === undefined), {
    error: "needs either stages or autoApprove, and not both",
  })
  .register(published, {
    id: "ApprovalPolicy",
    description: "Either stages or autoApprove, and not both.",
    oneOf: [{ required: ["stages"] }, { required: ["autoApprove"] }],
  });

export type ApprovalPolicy = z.output<typeof approvalPolicy>;
